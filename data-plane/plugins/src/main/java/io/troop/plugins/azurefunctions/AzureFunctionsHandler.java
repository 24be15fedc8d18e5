package io.troop.plugins.azurefunctions;

import io.netty.buffer.ByteBufUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Verdict;
import io.troop.plugin.tools.ConnectionHeaders;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Calls the function with the client's request and gives its answer. *Thread-safe.*
final class AzureFunctionsHandler implements Handler.OnRequestAsync {
  private static final Logger LOG = LoggerFactory.getLogger(AzureFunctionsHandler.class);
  private static final int LONGEST_BODY = 10 << 20;

  /// What a query may hold as it is (RFC 3986, 3.4).
  private static final Pattern NO_QUERY = Pattern.compile("[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]");

  private static final Set<String> OWN = Set.of("x-functions-key", "x-functions-clientid");

  private final AzureFunctionsConfig config;
  private final Host host;

  AzureFunctionsHandler(AzureFunctionsConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    return exchange
        .request()
        .body(LONGEST_BODY)
        .map(ByteBufUtil::getBytes)
        .defaultIfEmpty(new byte[0])
        .flatMap(body -> host.tools().http().call(call(exchange.request(), body)))
        .<Verdict>map(reply -> answer(exchange.request(), reply))
        .onErrorResume(
            Exchange.BodyTooLarge.class, _ -> Mono.just(Verdict.error(413, "Payload too large")))
        .onErrorResume(failure -> {
          LOG.error("the function can't be called: {}", failure.getMessage());
          return Mono.just(Verdict.error(500, "An unexpected error occurred"));
        });
  }

  private HttpCall call(Exchange.Request request, byte[] body) {
    Duration timeout = Duration.ofMillis((long) config.timeout());
    HttpCall call =
        HttpCall.of(request.method(), url(request))
            .within(timeout, timeout)
            .keeping(Duration.ofMillis((long) config.keepalive()))
            .verifyingTls(config.httpsVerify())
            .with(body);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    request
        .headers()
        .forEach((name, value) -> {
          // A client must not bring keys of its own.
          if (!ConnectionHeaders.contains(name) && !OWN.contains(name.toLowerCase(Locale.ROOT))) {
            headers.add(Map.entry(name, value));
          }
        });
    for (Map.Entry<String, String> header : headers) {
      call = call.with(header.getKey(), header.getValue());
    }
    if (config.apikey() != null) {
      call = call.with("x-functions-key", host.resolve(config.apikey()));
    }
    if (config.clientid() != null) {
      call = call.with("x-functions-clientid", host.resolve(config.clientid()));
    }
    return call;
  }

  private URI url(Exchange.Request request) {
    String prefix = stripped(config.routeprefix());
    return URI.create(
        (config.https() ? "https://" : "http://")
            + config.appname()
            + "."
            + config.hostdomain()
            + (prefix.isEmpty() ? "" : "/" + prefix)
            + "/"
            + stripped(config.functionname())
            + (request.query() == null ? "" : "?" + escaped(request.query())));
  }

  /// A query as URLs have to have it; clients need not be so strict.
  private static String escaped(String query) {
    return NO_QUERY
        .matcher(query)
        .replaceAll(found -> URLEncoder.encode(found.group(), StandardCharsets.UTF_8));
  }

  private static String stripped(String path) {
    return path.replaceAll("^/+|/+$", "");
  }

  private static Verdict.Answer answer(Exchange.Request request, HttpReply reply) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : reply.headers()) {
      if (!ConnectionHeaders.contains(header.getKey())) {
        headers.add(header);
      }
    }
    String version = request.httpVersion().equals("2") ? "2" : "1.1";
    headers.add(Map.entry("Via", version + " kong/" + KongVersion.VERSION));
    return new Verdict.Answer(reply.status(), headers, reply.body(), null);
  }
}
