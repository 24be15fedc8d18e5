package io.troop.plugins.upstreamtimeout;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Range;
import org.jspecify.annotations.Nullable;

/// The configuration of `upstream-timeout`. *Immutable.*
record UpstreamTimeoutConfig(
    @Doc("The longest a connection may take to be made, in milliseconds.")
        @Range(min = 0, max = 2147483646)
        @Nullable Integer connectTimeout,
    @Doc("The longest the answer may take, in milliseconds.") @Range(min = 0, max = 2147483646)
        @Nullable Integer readTimeout,
    @Doc("The longest sending may take, in milliseconds.") @Range(min = 0, max = 2147483646)
        @Nullable Integer sendTimeout) {}
