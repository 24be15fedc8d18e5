package io.troop.plugin.entity;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upstream service: where requests go. *Immutable.*
public record Service(
    UUID id,
    @Nullable String name,
    int retries,
    String protocol,
    String host,
    int port,
    @Nullable String path,
    int connectTimeout,
    int writeTimeout,
    int readTimeout,
    @Nullable List<String> tags,
    @Nullable Ref clientCertificate,
    @Nullable Boolean tlsVerify,
    @Nullable Integer tlsVerifyDepth,
    @Nullable List<UUID> caCertificates,
    boolean enabled,
    long createdAt,
    long updatedAt) {}
