/// Which plugin instances take part in a request, and in which order.
///
/// [io.troop.proxy.chain.Chain] is what the pipeline runs; everything about scopes, priorities and
/// consumers has been decided when it was made. Knows plugins and entities, nothing of channels.
@NullMarked
package io.troop.proxy.chain;

import org.jspecify.annotations.NullMarked;
