package io.troop.proxy.callout;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.troop.plugin.tools.ClientIdentity;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.HttpReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.ProxyProvider;

/// Calls over pooled connections, with threads of its own, so that a slow server of a plugin delays
/// no other request. *Thread-safe.*
public final class PooledHttpCaller implements HttpCaller, AutoCloseable {
  private static final int MOST_CONNECTIONS = 256;

  private final LoopResources loops = LoopResources.create("callout", 2, true);
  private final Map<Duration, ConnectionProvider> pools = new ConcurrentHashMap<>();
  private final Map<Security, SslProvider> secured = new ConcurrentHashMap<>();
  private final @Nullable TrustManagerFactory trusted;

  /// @param trusted whom to trust; null for the authorities the Java platform trusts
  public PooledHttpCaller(@Nullable TrustManagerFactory trusted) {
    this.trusted = trusted;
  }

  @Override
  public Mono<HttpReply> call(HttpCall call) {
    Mono<HttpReply> reply = send(call);
    return Mono.deferContextual(context -> {
      CallWatch watch = context.getOrDefault(CallWatch.class, null);
      if (watch == null) {
        return reply;
      }
      CallWatch.Ending ending = watch.begun(call);
      return reply
          .doOnSuccess(answer -> ending.ended(answer.status()))
          .doOnError(_ -> ending.ended(0));
    });
  }

  private Mono<HttpReply> send(HttpCall call) {
    return client(call)
        .headers(headers -> call.headers().forEach(h -> headers.set(h.getKey(), h.getValue())))
        .request(HttpMethod.valueOf(call.method()))
        .uri(withoutUser(call.url()))
        .send(
            call.body().length == 0 ? Mono.empty() : Mono.just(Unpooled.wrappedBuffer(call.body())))
        .response((response, content) ->
            content
                .asByteArray()
                .collect(() -> new Body(call.limits().maxBody()), Body::add)
                .map(body -> reply(response, body)))
        .single()
        .timeout(call.limits().connect().plus(call.limits().answer()))
        .onErrorMap(failure -> failed(call, failure));
  }

  private HttpClient client(HttpCall call) {
    HttpClient client =
        HttpClient.create(pool(call.limits().keepalive()))
            .runOn(loops)
            .compress(false)
            .followRedirect(false)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.min(Integer.MAX_VALUE, call.limits().connect().toMillis()))
            .responseTimeout(call.limits().answer());
    if (call.body().length > 0) {
      client = client.headers(headers -> headers.set("Content-Length", call.body().length));
    }
    if ("https".equals(call.url().getScheme())) {
      Security security = new Security(call.tls(), call.limits().connect());
      client = client.secure(secured.computeIfAbsent(security, this::provider));
    }
    URI proxy = call.proxy();
    return proxy == null ? client : client.proxy(spec -> through(spec, proxy));
  }

  /// How a call is secured. What is equal shares connections: Reactor Netty pools them by the
  /// provider, which it compares by the identity of the functions in it.
  private record Security(HttpCall.Tls tls, Duration handshake) {}

  private SslProvider provider(Security security) {
    String identification = security.tls().verify() ? "HTTPS" : null;
    return SslProvider.builder()
        .sslContext(context(security.tls()))
        .handshakeTimeout(security.handshake())
        .handlerConfigurator(handler -> {
          SSLParameters parameters = handler.engine().getSSLParameters();
          parameters.setEndpointIdentificationAlgorithm(identification);
          handler.engine().setSSLParameters(parameters);
        })
        .build();
  }

  private SslContext context(HttpCall.Tls tls) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (!tls.verify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (trusted != null) {
      builder.trustManager(trusted);
    }
    ClientIdentity identity = tls.identity();
    if (identity != null) {
      builder.keyManager(identity.key(), identity.chain());
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS for calls of plugins can't be set up", e);
    }
  }

  private static void through(ProxyProvider.TypeSpec spec, URI proxy) {
    ProxyProvider.Builder builder =
        spec.type(ProxyProvider.Proxy.HTTP)
            .host(proxy.getHost())
            .port(proxy.getPort() < 0 ? 80 : proxy.getPort());
    String user = proxy.getUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      builder
          .username(colon < 0 ? user : user.substring(0, colon))
          .password(_ -> colon < 0 ? "" : user.substring(colon + 1));
    }
  }

  private ConnectionProvider pool(Duration keepalive) {
    return pools.computeIfAbsent(
        keepalive,
        idle ->
            ConnectionProvider.builder("callout")
                .maxConnections(MOST_CONNECTIONS)
                .maxIdleTime(idle)
                .evictInBackground(Duration.ofSeconds(30))
                .build());
  }

  private static URI withoutUser(URI url) {
    return url.getRawUserInfo() == null
        ? url
        : URI.create(url.toString().replace(url.getRawUserInfo() + "@", ""));
  }

  private static HttpReply reply(HttpClientResponse response, Body body) {
    List<Map.Entry<String, String>> headers = response.responseHeaders().entries();
    return new HttpReply(response.status().code(), headers, body.bytes());
  }

  private static Throwable failed(HttpCall call, Throwable failure) {
    String where = call.method() + " " + call.url().getHost() + ": ";
    if (failure instanceof TimeoutException
        || failure instanceof io.netty.handler.timeout.ReadTimeoutException) {
      return new IOException(
          where + "no answer within " + call.limits().answer().toMillis() + " ms", failure);
    }
    return new IOException(
        where + (failure.getMessage() == null ? failure.toString() : failure.getMessage()),
        failure);
  }

  @Override
  public void close() {
    pools.values().forEach(ConnectionProvider::dispose);
    loops.dispose();
  }

  /// The bytes of an answer, up to a limit. *Confined to one call.*
  private static final class Body {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int limit;

    Body(int limit) {
      this.limit = limit;
    }

    void add(byte[] part) {
      if (bytes.size() + part.length > limit) {
        throw new IllegalStateException("the answer is longer than " + limit + " bytes");
      }
      bytes.writeBytes(part);
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}
