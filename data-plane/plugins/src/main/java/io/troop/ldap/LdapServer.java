package io.troop.ldap;

/// Where an LDAP server is and how to speak to it. *Immutable.* Times in milliseconds.
///
/// @param verifies whether its certificate must be trusted and be its own
public record LdapServer(
    String host,
    int port,
    boolean ldaps,
    boolean startTls,
    boolean verifies,
    long timeout,
    long keepalive) {}
