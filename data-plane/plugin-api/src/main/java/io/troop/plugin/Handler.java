package io.troop.plugin;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The behaviour of one plugin instance. A handler implements the phases it needs; the chain sorts
/// handlers into phases once, when a configuration is compiled.
///
/// *Thread-safe:* one handler serves all event loops. A handler that holds resources implements
/// [AutoCloseable] and is closed a minute after it left the configuration.
///
/// Of the three request phases a handler implements one.
public sealed interface Handler {

  /// Kong's `access`, on the event loop: must neither block nor wait.
  non-sealed interface OnRequest extends Handler {
    Verdict onRequest(Exchange exchange);
  }

  /// Kong's `access` for a handler that calls out. The result never completes empty; it is
  /// cancelled when the client goes away.
  non-sealed interface OnRequestAsync extends Handler {
    Mono<Verdict> onRequest(Exchange exchange);
  }

  /// Kong's `access` for a handler that has to block: runs on a virtual thread.
  non-sealed interface OnRequestBlocking extends Handler {
    Verdict onRequest(Exchange exchange) throws Exception;
  }

  /// Kong's `rewrite`: before routing. Only globally configured instances take part.
  non-sealed interface OnRewrite extends Handler {
    Verdict onRewrite(Exchange exchange);
  }

  /// Kong's `header_filter`: the answer's status and headers are known and may be changed. Runs for
  /// answers of the gateway, too.
  non-sealed interface OnResponse extends Handler {
    void onResponse(Exchange exchange);
  }

  /// Kong's `body_filter`. Asked once per exchange whether it wants the body, so that a body nobody
  /// looks at is relayed untouched.
  non-sealed interface OnBody extends Handler {

    /// Whether this exchange's body is to pass through [#onBody]; asked after all [OnResponse].
    boolean wantsBody(Exchange exchange);

    /// One part of the answer's body.
    ///
    /// @param part the bytes, owned by this call; null when `last` brings none
    /// @param last whether nothing follows
    /// @return what to send in its place, owned by the caller; null for nothing
    @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last);
  }

  /// Sees the answers that the gateway gives in place of an upstream, before anything of them is
  /// sent. Runs before [OnResponse].
  non-sealed interface OnExit extends Handler {

    /// @param answer what would be sent
    /// @param origin who decided that
    /// @return what to send in its place, or the same
    Verdict.Answer onExit(Exchange exchange, Verdict.Answer answer, Origin origin);

    /// Who gives an answer that is no upstream's.
    enum Origin {
      /// A plugin.
      PLUGIN,
      /// The gateway, because no route matched.
      NO_ROUTE,
      /// The gateway, for another reason, such as an upstream that can't be reached.
      GATEWAY
    }
  }

  /// Kong's `log`: the exchange has ended and will not change. Must not block.
  non-sealed interface OnLog extends Handler {
    void onLog(Exchange exchange);
  }

  /// A mark for a handler that looks at clients' certificates: while one is configured, clients are
  /// asked for theirs in TLS handshakes. Whether one is trusted is the handler's to find out.
  non-sealed interface AsksForCertificates extends Handler {}

  /// A mark for a handler that takes part in connections that are no HTTP, too: in its request and
  /// log phases, with an exchange that has a [Exchange#session] and no outbound request. Others are
  /// not called for them, whatever their `protocols` say.
  non-sealed interface TakesStreams extends Handler {}
}
