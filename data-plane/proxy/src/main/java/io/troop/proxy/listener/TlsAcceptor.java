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
import io.troop.certs.Pem;
import io.troop.certs.TrustException;
import io.troop.proxy.live.Certificates.Served;
import io.troop.proxy.live.CompiledConfig;
import io.troop.proxy.live.LiveConfig;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
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

  /// For the moment in which the key goes from Java to BoringSSL. Java's usual type would encrypt
  /// it for that with ten thousand rounds, and decrypt it again.
  private static final String KEY_STORE = "JKS";

  private final LiveConfig live;
  private final TlsRules rules;
  private final TicketKeys tickets;
  private final Contexts own;
  private final Map<Served, Contexts> configured = new WeakHashMap<>();

  /// What one certificate needs to be served, with and without HTTP/2, and with and without asking
  /// the client for a certificate. Each is made when it is first wanted.
  private final class Contexts {
    private final PrivateKey key;
    private final X509Certificate[] chain;
    private final @Nullable SslContext[] made = new SslContext[4];

    /// @throws TrustException when they can't be read
    /// @throws IllegalArgumentException when they can't be served
    Contexts(String cert, String key) {
      this.key = Pem.privateKey("the key", key);
      this.chain = Pem.certificates("the certificate", cert).toArray(X509Certificate[]::new);
      of(true, false);
    }

    synchronized SslContext of(boolean allowsHttp2, boolean asks) {
      int at = (allowsHttp2 ? 1 : 0) + (asks ? 2 : 0);
      SslContext found = made[at];
      if (found == null) {
        try {
          found = context(key, chain, allowsHttp2, asks);
        } catch (SSLException problem) {
          throw new IllegalArgumentException(
              "the certificate and its key can't be served: " + problem.getMessage(), problem);
        }
        made[at] = found;
      }
      return found;
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
    try {
      own = new Contexts(cert, key);
    } catch (TrustException | IllegalArgumentException problem) {
      throw new SSLException(problem.getMessage(), problem);
    }
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
    return contextsOf(served).of(allowsHttp2, asks);
  }

  private Contexts contextsOf(Served served) {
    synchronized (configured) {
      Contexts known = configured.get(served);
      if (known == null) {
        try {
          known = new Contexts(served.cert(), served.key());
        } catch (TrustException | IllegalArgumentException problem) {
          log.warn("{} can't be served; the listener's own is in its place", served, problem);
          known = own;
        }
        configured.put(served, known);
      }
      return known;
    }
  }

  private SslContext context(PrivateKey key, X509Certificate[] chain, boolean http2, boolean asks)
      throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(key, chain)
            .keyStoreType(KEY_STORE)
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
}
