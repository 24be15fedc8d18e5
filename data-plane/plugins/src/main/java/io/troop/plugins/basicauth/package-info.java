/// `basic-auth`: asks for a user name and a password (RFC 7617).
@NullMarked
package io.troop.plugins.basicauth;

import org.jspecify.annotations.NullMarked;
