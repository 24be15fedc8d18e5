/// Connections that are no HTTP: TCP, TLS that ends here, TLS that is passed through.
/// [io.troop.proxy.stream.StreamRelay] finds a route and takes bytes both ways.
@NullMarked
package io.troop.proxy.stream;

import org.jspecify.annotations.NullMarked;
