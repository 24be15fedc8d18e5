package io.troop.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.troop.proxy.live.Certificates.Served;
import io.troop.proxy.live.CompiledConfig;
import io.troop.proxy.live.LiveConfig;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Secures clients' connections with the certificate of the server name they ask for: a configured
/// one, else the listener's own. *Thread-safe.*
public final class TlsAcceptor {

  private static final Logger log = LoggerFactory.getLogger(TlsAcceptor.class);

  private final LiveConfig live;
  private final TlsRules rules;
  private final TicketKeys tickets;
  private final Contexts own;
  private final Map<Served, Contexts> configured = new WeakHashMap<>();

  /// What one certificate needs to be served, with and without HTTP/2, and with and without asking
  /// the client for a certificate.
  private record Contexts(
      SslContext http1, SslContext http2, SslContext asking1, SslContext asking2) {
    SslContext of(boolean allowsHttp2, boolean asks) {
      return allowsHttp2 ? (asks ? asking2 : http2) : (asks ? asking1 : http1);
    }
  }

  /// @param cert the listener's own certificate chain, in PEM
  /// @param key its key
  /// @param random makes the keys of session tickets
  /// @throws SSLException when they can't be used
  public TlsAcceptor(LiveConfig live, TlsRules rules, String cert, String key, SecureRandom random)
      throws SSLException {
    this.live = live;
    this.rules = rules;
    this.tickets = new TicketKeys(random);
    own = contexts(cert, key);
  }

  /// Replaces the key that new session tickets are made with. To be called now and then.
  public void rotateTickets() {
    tickets.rotate();
  }

  /// How often [#rotateTickets] is to be called.
  public Duration ticketPeriod() {
    return TicketKeys.period(rules.sessionTimeout());
  }

  /// Adds TLS to a connection.
  ///
  /// @param serve called with the protocol that was agreed on
  void secure(Channel channel, boolean allowsHttp2, Consumer<String> serve) {
    channel.pipeline().addLast(new Sni(allowsHttp2), new Agreed(serve));
  }

  /// A handler that ends TLS with the certificate of a name, without a choice of protocols.
  ///
  /// @param name lower case; null when the client named none
  SslHandler handler(Channel channel, @Nullable String name) {
    return contextOf(name, false).newHandler(channel.alloc());
  }

  /// Chooses the certificate by the name in the client's first message.
  private final class Sni extends SniHandler {
    private final boolean allowsHttp2;

    Sni(boolean allowsHttp2) {
      super((String name, Promise<SslContext> chosen) -> chosen, 1 << 14, 10_000);
      this.allowsHttp2 = allowsHttp2;
    }

    @Override
    protected Future<SslContext> lookup(ChannelHandlerContext context, @Nullable String name) {
      String lower = name == null ? null : name.toLowerCase(Locale.ROOT);
      if (lower != null) {
        context.channel().attr(Clients.SNI).set(lower);
      }
      return context.executor().newSucceededFuture(contextOf(lower, allowsHttp2));
    }
  }

  /// Goes on with the protocol that the handshake agreed on.
  private static final class Agreed extends ApplicationProtocolNegotiationHandler {
    private final Consumer<String> serve;

    Agreed(Consumer<String> serve) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.serve = serve;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      serve.accept(protocol);
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      log.debug("TLS handshake with {} failed", context.channel().remoteAddress(), cause);
      context.close();
    }
  }

  private SslContext contextOf(@Nullable String name, boolean allowsHttp2) {
    CompiledConfig config = live.get();
    boolean asks = config.asksForCertificates();
    Served served = config.certificates().forName(name);
    if (served == null) {
      return own.of(allowsHttp2, asks);
    }
    synchronized (configured) {
      Contexts known = configured.get(served);
      if (known == null) {
        try {
          known = contexts(served.cert(), served.key());
        } catch (SSLException | IllegalArgumentException problem) {
          log.warn("{} can't be served; the listener's own is in its place", served, problem);
          known = own;
        }
        configured.put(served, known);
      }
      return known.of(allowsHttp2, asks);
    }
  }

  private Contexts contexts(String cert, String key) throws SSLException {
    return new Contexts(
        context(cert, key, false, false),
        context(cert, key, true, false),
        context(cert, key, false, true),
        context(cert, key, true, true));
  }

  private SslContext context(String cert, String key, boolean http2, boolean asks)
      throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(stream(cert), stream(key))
            .protocols(rules.protocols())
            .sessionTimeout(rules.sessionTimeout().toSeconds());
    if (asks) {
      // Whom to trust is each plugin's own to say; the handshake proves that the key is the
      // client's.
      builder.clientAuth(ClientAuth.OPTIONAL).trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    if (OpenSsl.isAvailable()) {
      builder.ciphers(suites());
    }
    if (http2) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              ApplicationProtocolNames.HTTP_2,
              ApplicationProtocolNames.HTTP_1_1));
    }
    SslContext context = builder.build();
    // A session from before clients were asked has no certificate, so such are not resumed.
    if (!asks && context instanceof OpenSslContext openSsl) {
      OpenSslSessionContext sessions = openSsl.sessionContext();
      sessions.setSessionCacheEnabled(true);
      if (rules.tickets()) {
        tickets.serve(sessions);
      }
    }
    return context;
  }

  /// The suites of TLS 1.3 are all safe and can't be chosen among.
  private @Nullable List<String> suites() {
    List<String> own = rules.ciphers();
    if (own == null) {
      return null;
    }
    List<String> all = new ArrayList<>(own);
    all.addAll(
        List.of(
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"));
    return all;
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
