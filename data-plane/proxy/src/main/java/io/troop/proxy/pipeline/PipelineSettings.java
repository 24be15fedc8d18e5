package io.troop.proxy.pipeline;

import io.troop.plugin.KongVersion;
import io.troop.plugin.tools.Tracing;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the settings of a node say about requests. *Immutable.*
///
/// @param sent which headers the gateway adds
/// @param realIpHeader the header a trusted proxy names the client in
/// @param realIpRecursive whether trusted addresses in that header are passed over, from its end
/// @param trusted whose word is taken for that
/// @param maxBody bytes a request's body may have (`nginx_http_client_max_body_size`); 0 for no
///   limit
/// @param bodyBuffer bytes of a request's body that are waited for before the upstream is asked, on
///   routes with `request_buffering` (`nginx_http_client_body_buffer_size`); longer bodies flow
/// @param charset what is added to texts that name none (`nginx_http_charset`); empty for nothing
/// @param debugHeaders whether a client that sends `Kong-Debug` is told its route and service
/// @param tracing which parts of requests are noted for traces
/// @param requestDebug tells clients where the time of their requests goes; null for nobody
public record PipelineSettings(
    Sent sent,
    String realIpHeader,
    boolean realIpRecursive,
    TrustedAddresses trusted,
    long maxBody,
    int bodyBuffer,
    String charset,
    boolean debugHeaders,
    Tracing tracing,
    @Nullable RequestDebug requestDebug) {

  /// What `Server` and `Via` call the gateway.
  static final String SERVER = "kong/" + KongVersion.VERSION;

  static final byte[] SERVER_BYTES = SERVER.getBytes(StandardCharsets.US_ASCII);

  /// Kong's defaults.
  public static final PipelineSettings DEFAULT =
      new PipelineSettings(
          Sent.DEFAULT,
          "X-Real-IP",
          false,
          TrustedAddresses.NONE,
          0,
          8 << 10,
          "UTF-8",
          false,
          Tracing.OFF,
          null);

  /// The same but for this.
  public PipelineSettings with(@Nullable RequestDebug debug) {
    return new PipelineSettings(
        sent,
        realIpHeader,
        realIpRecursive,
        trusted,
        maxBody,
        bodyBuffer,
        charset,
        debugHeaders,
        tracing,
        debug);
  }

  /// Which headers the gateway adds, by Kong's settings `headers` and `headers_upstream`.
  public record Sent(
      boolean server,
      boolean via,
      boolean proxyLatency,
      boolean responseLatency,
      boolean upstreamLatency,
      boolean upstreamStatus,
      boolean requestId,
      boolean requestIdUpstream) {

    static final Sent DEFAULT = new Sent(true, true, true, true, true, false, true, true);
  }
}
