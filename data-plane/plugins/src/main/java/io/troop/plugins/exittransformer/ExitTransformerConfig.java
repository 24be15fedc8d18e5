package io.troop.plugins.exittransformer;

import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Required;
import io.troop.transform.LuaFunctionText;
import java.util.List;

/// The configuration of `exit-transformer`. *Immutable.*
record ExitTransformerConfig(
    @Doc(
            "Lua functions of `status`, `body` and `headers` that return these three, each called"
                + " with what the one before returned.")
        @Required
        List<@CheckedBy(LuaFunctionText.class) String> functions,
    @Doc("Whether answers to requests that no route matched are changed; for global instances.")
        @Default("false")
        boolean handleUnknown,
    @Doc("Whether answers to failures, such as an upstream that is away, are changed.")
        @Default("false")
        boolean handleUnexpected) {}
