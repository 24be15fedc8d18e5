/// Where clients connect: addresses to listen on, TLS, and the protocols spoken there. Turns what
/// arrives into exchanges for [io.troop.proxy.pipeline.RequestPipeline].
///
/// Nothing depends on this package but the main class. Start reading at
/// [io.troop.proxy.listener.Listeners], then [io.troop.proxy.listener.Http1Connection].
@NullMarked
package io.troop.proxy.listener;

import org.jspecify.annotations.NullMarked;
