/// `ldap-auth`: lets in users whose name and password an LDAP server accepts.
///
/// Differs from Kong in that user names are escaped before they become part of a DN.
@NullMarked
package io.troop.plugins.ldapauth;

import org.jspecify.annotations.NullMarked;
