/// `ldap-auth-advanced`: lets in users whom an LDAP server accepts, finds them by a search, and
/// tells their groups and consumers.
///
/// By Kong's public documentation and schema. User names are escaped in names and filters.
@NullMarked
package io.troop.plugins.ldapauthadvanced;

import org.jspecify.annotations.NullMarked;
