/// Our own strict HTTP/1.1: heads are kept as one block of bytes with offsets, and a message whose
/// framing two readers could understand differently is refused ([BadMessage]).
///
/// Knows bytes and buffers, nothing of channels, configuration or plugins' decisions. Start reading
/// at [HeaderBlock], then [RequestHead#parse] and [BodyDecoder].
@NullMarked
package io.troop.proxy.http;

import org.jspecify.annotations.NullMarked;
