package io.troop.proxy.balance;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpSslContextSpec;

/// Probes over the network, each on a connection of its own. *Thread-safe.*
final class NetworkProber implements Prober {
  private final LoopResources loops;

  NetworkProber(LoopResources loops) {
    this.loops = loops;
  }

  @Override
  public Mono<Outcome> probe(HealthRules.Active check, InetSocketAddress address, String host) {
    Mono<Outcome> outcome =
        switch (check.type()) {
          case "http", "https" -> http(check, address, host);
          default -> connect(check, address);
        };
    return outcome
        .timeout(check.timeout())
        .onErrorResume(failure ->
            Mono.just(
                failure instanceof TimeoutException || failure instanceof ReadTimeoutException
                    ? new Outcome.TimedOut()
                    : new Outcome.Refused()));
  }

  private Mono<Outcome> http(HealthRules.Active check, InetSocketAddress address, String host) {
    boolean tls = check.type().equals("https");
    HttpClient client =
        HttpClient.create(ConnectionProvider.newConnection())
            .runOn(loops)
            .remoteAddress(() -> address)
            .followRedirect(false)
            .headers(headers ->
                check.headers().forEach((name, values) -> headers.set(name, List.copyOf(values))));
    if (tls) {
      GenericSslContextSpec<?> context =
          Http11SslContextSpec.forClient().configure(builder -> trust(builder, check));
      client = client.secure(spec -> spec.sslContext(context));
    }
    String name = tls && check.sni() != null ? check.sni() : host;
    String uri =
        (tls ? "https://" : "http://") + bracketed(name) + ":" + address.getPort() + check.path();
    return client
        .get()
        .uri(uri)
        .responseSingle((answer, _) -> Mono.just(new Outcome.Answered(answer.status().code())));
  }

  private Mono<Outcome> connect(HealthRules.Active check, InetSocketAddress address) {
    TcpClient client =
        TcpClient.newConnection()
            .runOn(loops)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) check.timeout().toMillis())
            .remoteAddress(() -> address);
    if (check.type().toLowerCase(Locale.ROOT).equals("grpcs")) {
      GenericSslContextSpec<?> context =
          TcpSslContextSpec.forClient().configure(builder -> trust(builder, check));
      client = client.secure(spec -> spec.sslContext(context));
    }
    return client.connect().doOnNext(Connection::dispose).map(_ -> new Outcome.Connected());
  }

  private static void trust(SslContextBuilder builder, HealthRules.Active check) {
    if (!check.verifies()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
  }

  private static String bracketed(String name) {
    return name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
  }
}
