/// `acl`: lets in consumers by the groups they are in, behind an authentication plugin.
///
/// Authentication plugins may tell groups, too (openid-connect does): those count for clients
/// without a consumer.
@NullMarked
package io.troop.plugins.acl;

import org.jspecify.annotations.NullMarked;
