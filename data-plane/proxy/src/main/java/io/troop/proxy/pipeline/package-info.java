/// The way of one request through the node. Start reading at
/// [io.troop.proxy.pipeline.RequestPipeline], which has it top to bottom.
///
/// [io.troop.proxy.pipeline.HttpExchange] is what plugins see of it,
/// [io.troop.proxy.pipeline.Downstream] the client's side of a connection, whatever its protocol,
/// and [io.troop.proxy.pipeline.Relay] the upstream's.
@NullMarked
package io.troop.proxy.pipeline;

import org.jspecify.annotations.NullMarked;
