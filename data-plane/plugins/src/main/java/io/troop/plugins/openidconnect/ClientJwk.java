package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Named;
import io.troop.plugin.schema.annotation.Referenceable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client's private key (RFC 7517). *Immutable.*
record ClientJwk(
    @Nullable String alg,
    @Nullable String crv,
    @Referenceable @Encrypted @Nullable String d,
    @Referenceable @Encrypted @Nullable String dp,
    @Referenceable @Encrypted @Nullable String dq,
    @Nullable String e,
    @Nullable String issuer,
    @Referenceable @Encrypted @Nullable String k,
    @Nullable List<String> keyOps,
    @Nullable String kid,
    @Nullable String kty,
    @Nullable String n,
    @Referenceable @Encrypted @Nullable String oth,
    @Referenceable @Encrypted @Nullable String p,
    @Referenceable @Encrypted @Nullable String q,
    @Referenceable @Encrypted @Nullable String qi,
    @Referenceable @Encrypted @Nullable String r,
    @Referenceable @Encrypted @Nullable String t,
    @Nullable String use,
    @Nullable String x,
    @Nullable List<String> x5c,
    @Nullable String x5t,
    @Named("x5t#S256") @Nullable String x5tS256,
    @Nullable String x5u,
    @Nullable String y) {}
