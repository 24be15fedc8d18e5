package io.troop.proxy.stream;

import io.troop.plugin.Exchange;
import io.troop.proxy.http.HeaderBlock;

/// What became of a connection, in the words of an answer. *Immutable.*
record StreamAnswer(Exchange.Session session) implements Exchange.Response {

  @Override
  public int status() {
    return session.status();
  }

  @Override
  public void status(int status) {
    throw new UnsupportedOperationException("a stream has no answer");
  }

  @Override
  public HeaderBlock headers() {
    return new HeaderBlock();
  }

  @Override
  public boolean fromUpstream() {
    return session.status() == 200;
  }

  @Override
  public long bytesSent() {
    return session.sent();
  }
}
