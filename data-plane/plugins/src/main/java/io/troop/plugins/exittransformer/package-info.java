/// `exit-transformer`: changes the answers that the gateway itself gives: refusals of plugins, and
/// if asked to, unknown routes and failures.
///
/// After Kong's public documentation. Functions are written in the part of Lua that only computes,
/// see [io.troop.plugin.template.LuaFunction].
@NullMarked
package io.troop.plugins.exittransformer;

import org.jspecify.annotations.NullMarked;
