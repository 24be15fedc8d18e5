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
import io.troop.routing.Match;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How connections to services are secured: which certificate the gateway shows, and whether and by
/// whom the upstream's is verified. What a service does not say is said by the settings; without
/// authorities of its own, those of `lua_ssl_trusted_certificate` count. *Thread-safe.*
public final class UpstreamTls {

  /// Contexts are made anew when more than this many different rules were seen.
  private static final int MOST_CONTEXTS = 1000;

  private final List<X509Certificate> trusted;
  private final Defaults defaults;
  private final Map<Rules, SslContext> contexts = new ConcurrentHashMap<>();

  /// What counts for services that say nothing else.
  ///
  /// @param verify `nginx_proxy_proxy_ssl_verify`
  /// @param depth `nginx_proxy_proxy_ssl_verify_depth`: how many authorities may stand between the
  ///   upstream's certificate and a trusted one
  /// @param client `client_ssl_cert`; null to show none
  public record Defaults(boolean verify, int depth, @Nullable Served client) {

    /// Kong's.
    public static final Defaults USUAL = new Defaults(false, 1, null);
  }

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
  public UpstreamTls(List<X509Certificate> trusted, Defaults defaults) {
    this.trusted = List.copyOf(trusted);
    this.defaults = defaults;
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

  private Rules rules(CompiledConfig config, @Nullable Match match, Peer peer, boolean http2) {
    Service service = match == null ? null : match.service();
    Served client = client(config, service, peer);
    Boolean asked = service == null ? null : service.tlsVerify();
    if (!Objects.requireNonNullElse(asked, defaults.verify())) {
      return new Rules(client, false, defaults.depth(), List.of(), http2);
    }
    List<String> authorities = new ArrayList<>();
    List<UUID> own = service == null ? null : service.caCertificates();
    Entities entities = config.entities(match);
    for (UUID id : own == null ? List.<UUID>of() : own) {
      CaCertificate authority = entities.get(CaCertificate.class, id);
      if (authority != null) {
        authorities.add(authority.cert());
      }
    }
    Integer depth = service == null ? null : service.tlsVerifyDepth();
    return new Rules(
        client, true, Objects.requireNonNullElse(depth, defaults.depth()), authorities, http2);
  }

  private @Nullable Served client(CompiledConfig config, @Nullable Service service, Peer peer) {
    Ref own = service == null ? null : service.clientCertificate();
    UUID shown = own == null ? peer.clientCertificate() : own.id();
    return shown == null ? defaults.client() : config.certificates().byId(shown);
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
        builder.trustManager(VerifiedChain.of(authorities(rules), rules.depth()));
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
