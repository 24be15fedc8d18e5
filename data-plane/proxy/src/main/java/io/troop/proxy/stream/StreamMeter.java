package io.troop.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;

/// Counts the bytes of one connection. *Confined to one event loop.*
final class StreamMeter {
  private long fromClient;
  private long toClient;
  private long fromUpstream;
  private long toUpstream;

  void toUpstream(Object message) {
    long bytes = bytes(message);
    fromClient += bytes;
    toUpstream += bytes;
  }

  void toClient(Object message) {
    long bytes = bytes(message);
    fromUpstream += bytes;
    toClient += bytes;
  }

  private static long bytes(Object message) {
    return message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
  }

  Exchange.Session session(int port, int status) {
    return new Exchange.Session(port, status, fromClient, toClient, fromUpstream, toUpstream);
  }
}
