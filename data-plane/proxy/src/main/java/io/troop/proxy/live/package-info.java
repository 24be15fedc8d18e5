/// From a received image to what requests see: [io.troop.proxy.live.ConfigCompiler] makes a
/// [io.troop.proxy.live.CompiledConfig], and [io.troop.proxy.live.LiveConfig] holds the one in use.
///
/// The way of a config change and the way of a request meet here, in that one reference.
@NullMarked
package io.troop.proxy.live;

import org.jspecify.annotations.NullMarked;
