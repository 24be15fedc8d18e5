package io.troop.proxy.pipeline;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.troop.plugin.entity.CaCertificate;
import io.troop.plugin.entity.Service;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.live.Certificates.Served;
import io.troop.proxy.relay.Origin;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How connections to https services are secured: which certificate the gateway shows, and whether
/// and by whom the upstream's is verified. As in Kong, an upstream is not verified unless the
/// service says so. *Thread-safe.*
final class UpstreamTls {

  /// Contexts are made anew when more than this many different rules were seen.
  private static final int MOST_CONTEXTS = 1000;

  /// What a context is made of.
  ///
  /// @param client compared by identity
  /// @param authorities in PEM; empty for the machine's own
  /// @param http2 whether to agree on HTTP/2
  private record Rules(
      @Nullable Served client, boolean verify, List<String> authorities, boolean http2) {}

  private final Map<Rules, SslContext> contexts = new ConcurrentHashMap<>();

  /// The rules of the exchange's service for a connection to this peer.
  Origin.Tls of(HttpExchange exchange, Peer peer) {
    Rules rules = rules(exchange);
    SslContext context = contexts.get(rules);
    if (context == null) {
      if (contexts.size() >= MOST_CONTEXTS) {
        contexts.clear();
      }
      context = contexts.computeIfAbsent(rules, UpstreamTls::context);
    }
    return new Origin.Tls(context, serverName(exchange, peer), rules.verify());
  }

  private static Rules rules(HttpExchange exchange) {
    Service service = exchange.service();
    boolean http2 = exchange.outbound().isGrpc();
    if (service == null) {
      return new Rules(null, false, List.of(), http2);
    }
    Served client =
        service.clientCertificate() == null
            ? null
            : exchange.config().certificates().byId(service.clientCertificate().id());
    boolean verify = Boolean.TRUE.equals(service.tlsVerify());
    List<String> authorities = new ArrayList<>();
    if (verify && service.caCertificates() != null) {
      for (UUID id : service.caCertificates()) {
        CaCertificate authority = exchange.entities().get(CaCertificate.class, id);
        if (authority != null) {
          authorities.add(authority.cert());
        }
      }
    }
    return new Rules(client, verify, authorities, http2);
  }

  /// The name of the handshake is that of the request, as nginx's `proxy_ssl_name`.
  private static String serverName(HttpExchange exchange, Peer peer) {
    String host = exchange.outbound().headers().get(KnownHeader.HOST);
    String name = host == null ? peer.host() : host.replaceFirst(":\\d*$", "");
    boolean address = NetUtil.createByteArrayFromIpAddressString(name) != null;
    return address || name.startsWith("[") ? "" : name;
  }

  private static SslContext context(Rules rules) {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      if (rules.client() != null) {
        builder.keyManager(stream(rules.client().cert()), stream(rules.client().key()));
      }
      if (!rules.verify()) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      } else if (!rules.authorities().isEmpty()) {
        builder.trustManager(stream(String.join("\n", rules.authorities())));
      }
      if (rules.http2()) {
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2));
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException problem) {
      throw new IllegalStateException("the service's certificates can't be used", problem);
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
