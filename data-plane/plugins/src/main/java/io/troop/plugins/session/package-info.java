/// `session`: a client that was authenticated once is known by a cookie from then on.
///
/// As in Kong, except that the session's data is in the cookie, encrypted, for both kinds of
/// `storage`: nodes have no database, and any node can open it. Metadata of sessions is not kept.
@NullMarked
package io.troop.plugins.session;

import org.jspecify.annotations.NullMarked;
