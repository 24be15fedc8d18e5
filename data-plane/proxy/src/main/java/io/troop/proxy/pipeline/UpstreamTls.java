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
import io.troop.certs.Pem;
import io.troop.certs.TrustAnchors;
import io.troop.plugin.Entities;
import io.troop.plugin.entity.CaCertificate;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Service;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.live.Certificates.Served;
import io.troop.proxy.live.CompiledConfig;
import io.troop.proxy.relay.Origin;
import io.troop.proxy.route.Match;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How connections to services are secured: which certificate the gateway shows, and whether and by
/// whom the upstream's is verified. As in Kong, an upstream is not verified unless the service says
/// so; without authorities of its own, those of `lua_ssl_trusted_certificate` count. *Thread-safe.*
public final class UpstreamTls {

  /// Contexts are made anew when more than this many different rules were seen.
  private static final int MOST_CONTEXTS = 1000;

  /// nginx's `proxy_ssl_verify_depth`.
  private static final int USUAL_DEPTH = 1;

  private final List<X509Certificate> trusted;
  private final Map<Rules, SslContext> contexts = new ConcurrentHashMap<>();

  /// What a context is made of.
  ///
  /// @param client compared by identity; null to show none
  /// @param depth how many authorities may stand between the upstream's certificate and a trusted
  ///   one
  /// @param authorities in PEM; empty for those of the settings
  /// @param http2 whether to agree on HTTP/2
  private record Rules(
      @Nullable Served client,
      boolean verify,
      int depth,
      List<String> authorities,
      boolean http2) {}

  /// @param trusted the authorities of the settings; empty for those the Java platform trusts
  public UpstreamTls(List<X509Certificate> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /// The rules of the match's service for a connection to this peer.
  ///
  /// @param name the host that is asked for; sent in the handshake unless it is an address
  /// @param http2 whether to agree on HTTP/2
  public Origin.Tls of(
      CompiledConfig config, @Nullable Match match, Peer peer, String name, boolean http2) {
    Rules rules = rules(config, match, peer, http2);
    SslContext context = contexts.get(rules);
    if (context == null) {
      if (contexts.size() >= MOST_CONTEXTS) {
        contexts.clear();
      }
      context = contexts.computeIfAbsent(rules, this::context);
    }
    boolean address = NetUtil.createByteArrayFromIpAddressString(name) != null;
    String serverName = address || name.startsWith("[") ? "" : name;
    return new Origin.Tls(context, serverName, rules.verify());
  }

  private static Rules rules(
      CompiledConfig config, @Nullable Match match, Peer peer, boolean http2) {
    Service service = match == null ? null : match.service();
    Ref own = service == null ? null : service.clientCertificate();
    UUID shown = own == null ? peer.clientCertificate() : own.id();
    Served client = shown == null ? null : config.certificates().byId(shown);
    if (service == null || !Boolean.TRUE.equals(service.tlsVerify())) {
      return new Rules(client, false, USUAL_DEPTH, List.of(), http2);
    }
    List<String> authorities = new ArrayList<>();
    Entities entities = config.entities(match);
    for (UUID id : service.caCertificates() == null ? List.<UUID>of() : service.caCertificates()) {
      CaCertificate authority = entities.get(CaCertificate.class, id);
      if (authority != null) {
        authorities.add(authority.cert());
      }
    }
    Integer depth = service.tlsVerifyDepth();
    return new Rules(client, true, depth == null ? USUAL_DEPTH : depth, authorities, http2);
  }

  private SslContext context(Rules rules) {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      if (rules.client() != null) {
        builder.keyManager(stream(rules.client().cert()), stream(rules.client().key()));
      }
      if (!rules.verify()) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      } else {
        builder.trustManager(VerifiedChain.factory(authorities(rules), rules.depth()));
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
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException problem) {
      throw new IllegalStateException("the service's certificates can't be used", problem);
    }
  }

  private List<X509Certificate> authorities(Rules rules) {
    if (rules.authorities().isEmpty()) {
      return trusted.isEmpty() ? TrustAnchors.system() : trusted;
    }
    List<X509Certificate> authorities = new ArrayList<>();
    rules
        .authorities()
        .forEach(pem -> authorities.addAll(Pem.certificates("ca_certificates", pem)));
    return authorities;
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
