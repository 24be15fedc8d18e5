package io.troop.plugins.forwardproxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Service;
import io.troop.plugin.tools.ConnectionHeaders;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Sends the request through the proxy. *Thread-safe.*
final class ForwardProxyHandler implements Handler.OnRequestAsync {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardProxyHandler.class);
  private static final int LONGEST_BODY = 32 << 20;
  private static final List<String> FORWARDED =
      List.of(
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-path",
          "x-forwarded-prefix",
          "x-real-ip");

  private final ForwardProxyConfig config;
  private final Host host;

  ForwardProxyHandler(ForwardProxyConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    Service service = exchange.service();
    if (service == null) {
      return Mono.just(Verdict.PROCEED);
    }
    forwarded(exchange);
    boolean secured = service.protocol().equals("https") || service.protocol().equals("grpcs");
    if (secured) {
      return tunnel(exchange, service);
    }
    plain(exchange, service);
    return Mono.just(Verdict.PROCEED);
  }

  private void forwarded(Exchange exchange) {
    if (config.xHeaders().equals("append")) {
      return;
    }
    Headers.Mutable headers = exchange.outbound().headers();
    boolean keeps = config.xHeaders().equals("transparent");
    for (String name : FORWARDED) {
      headers.remove(name);
      if (keeps) {
        exchange.request().headers().all(name).forEach(value -> headers.add(name, value));
      }
    }
  }

  /// The request flows to the proxy, its target written out.
  private void plain(Exchange exchange, Service service) {
    Exchange.Outbound outbound = exchange.outbound();
    String origin = service.port() == 80 ? service.host() : service.host() + ":" + service.port();
    if (!outbound.headers().contains("host")) {
      outbound.headers().set("Host", origin);
    }
    outbound.path("http://" + origin + outbound.path());
    String credentials = credentials();
    if (credentials != null) {
      outbound
          .headers()
          .set(
              "Proxy-Authorization",
              "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
    }
    boolean own = config.httpProxyHost() != null;
    outbound.target(
        String.valueOf(own ? config.httpProxyHost() : config.httpsProxyHost()),
        port(own ? config.httpProxyPort() : config.httpsProxyPort()));
    outbound.scheme("http");
  }

  private static int port(@Nullable Integer port) {
    return port == null ? 80 : port;
  }

  private @Nullable String credentials() {
    String user = config.authUsername();
    String password = config.authPassword();
    return user == null
        ? null
        : host.resolve(user) + ":" + (password == null ? "" : host.resolve(password));
  }

  /// The request goes through a tunnel that the proxy opens.
  private Mono<Verdict> tunnel(Exchange exchange, Service service) {
    return exchange
        .request()
        .body(LONGEST_BODY)
        .map(ByteBufUtil::getBytes)
        .defaultIfEmpty(new byte[0])
        .map(body -> call(exchange, service, body))
        .flatMap(call -> host.tools().http().call(call))
        .map(ForwardProxyHandler::answer)
        .onErrorResume(
            Exchange.BodyTooLarge.class, _ -> Mono.just(Verdict.error(413, "Payload too large")))
        .onErrorResume(
            IOException.class,
            failure -> {
              LOG.error("forward-proxy {}: {}", host.pluginId(), failure.getMessage());
              return Mono.just(
                  Verdict.error(502, "An invalid response was received from the upstream server"));
            });
  }

  private HttpCall call(Exchange exchange, Service service, byte[] body) {
    Exchange.Outbound outbound = exchange.outbound();
    String query = outbound.query();
    URI url =
        URI.create(
            "https://"
                + service.host()
                + ":"
                + service.port()
                + outbound.path()
                + (query == null ? "" : "?" + query));
    HttpCall call =
        HttpCall.of(outbound.method(), url)
            .within(
                Duration.ofMillis(service.connectTimeout()),
                Duration.ofMillis(service.readTimeout()))
            .verifyingTls(config.httpsVerify())
            .through(proxy())
            .with(body);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    outbound
        .headers()
        .forEach((name, value) -> {
          if (!ConnectionHeaders.contains(name)) {
            headers.add(Map.entry(name, value));
          }
        });
    for (Map.Entry<String, String> header : headers) {
      call = call.with(header.getKey(), header.getValue());
    }
    return call;
  }

  private URI proxy() {
    boolean own = config.httpsProxyHost() != null;
    try {
      return new URI(
          "http",
          credentials(),
          own ? config.httpsProxyHost() : config.httpProxyHost(),
          port(own ? config.httpsProxyPort() : config.httpProxyPort()),
          null,
          null,
          null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the proxy's address is no URL", e);
    }
  }

  private static Verdict answer(HttpReply reply) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : reply.headers()) {
      if (!ConnectionHeaders.contains(header.getKey())) {
        headers.add(header);
      }
    }
    return new Verdict.Answer(reply.status(), headers, reply.body(), null);
  }
}
