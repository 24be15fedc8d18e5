/// `acl`: lets in consumers by the groups they are in, behind an authentication plugin.
///
/// No plugin tells groups without a consumer yet, so `always_use_authenticated_groups` changes
/// nothing.
@NullMarked
package io.troop.plugins.acl;

import org.jspecify.annotations.NullMarked;
