/// Logins at LDAP servers: shared by `ldap-auth` and `ldap-auth-advanced`.
@NullMarked
package io.troop.ldap;

import org.jspecify.annotations.NullMarked;
