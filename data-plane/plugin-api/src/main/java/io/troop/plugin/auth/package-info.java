/// What authentication plugins have in common: saying who the client is, to the gateway and to the
/// upstream, and standing in for nobody.
///
/// Start reading at [io.troop.plugin.auth.Authentication].
@NullMarked
package io.troop.plugin.auth;

import org.jspecify.annotations.NullMarked;
