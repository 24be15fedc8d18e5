package io.troop.proxy.pipeline;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.Reason;
import org.jspecify.annotations.Nullable;

/// What goes to the client, as plugins may change it.
final class ClientResponse implements Exchange.Response {

  private final Downstream downstream;
  private int status;
  private @Nullable String reason;
  private @Nullable HeaderBlock headers;
  private boolean fromUpstream;
  private long bytesSent;
  private boolean complete;
  private boolean failure;
  private boolean repeated;
  private int upstreamStatus;
  private @Nullable HeaderBlock trailers;

  ClientResponse(Downstream downstream) {
    this.downstream = downstream;
  }

  /// The answer begins anew with what the upstream or the gateway says. Headers that were set
  /// before count in place of theirs.
  void begin(int status, String reason, HeaderBlock headers, boolean fromUpstream) {
    HeaderBlock early = this.headers;
    if (early != null && early.size() > 0) {
      early.forEach((name, _) -> headers.remove(name));
      early.forEach(headers::add);
    }
    this.status = status;
    this.reason = reason;
    this.headers = headers;
    this.fromUpstream = fromUpstream;
  }

  @Override
  public int upstreamStatus() {
    return upstreamStatus;
  }

  void upstreamStatus(int status) {
    upstreamStatus = status;
  }

  @Override
  public @Nullable Headers trailers() {
    return trailers;
  }

  void trailers(HeaderBlock sent) {
    trailers = sent;
  }

  @Override
  public boolean isFailure() {
    return failure;
  }

  /// The gateway answers for an upstream that could not.
  void failure() {
    failure = true;
  }

  @Override
  public void repeated() {
    repeated = true;
  }

  /// Whether a plugin gives an answer that an upstream gave before.
  boolean wasRepeated() {
    return repeated;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public void status(int status) {
    if (status != this.status) {
      reason = null;
    }
    this.status = status;
  }

  String reason() {
    return reason == null ? Reason.of(status) : reason;
  }

  @Override
  public HeaderBlock headers() {
    HeaderBlock block = headers;
    if (block == null) {
      block = new HeaderBlock();
      headers = block;
    }
    return block;
  }

  @Override
  public boolean fromUpstream() {
    return fromUpstream;
  }

  @Override
  public long bytesSent() {
    return bytesSent;
  }

  @Override
  public long totalBytesSent() {
    return downstream.sent(complete);
  }

  /// All of the answer is there: what is left is its end.
  void complete() {
    complete = true;
  }

  void sent(long bytes) {
    bytesSent += bytes;
  }
}
