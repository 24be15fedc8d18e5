package io.troop.plugins.jq;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.form.RequestDocuments;
import io.troop.transform.WholeBody;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Runs the programs over bodies of the kinds they are for. *Thread-safe.*
///
/// A body that is no JSON, or that a program fails on, stays as it is.
final class JqHandler implements Handler.OnRequestAsync, Handler.OnBody {
  private static final Logger LOG = LoggerFactory.getLogger(JqHandler.class);
  private static final int LONGEST_BODY = 32 << 20;
  private static final Exchange.Slot<WholeBody> BODY = new Exchange.Slot<>("jq");

  private final JqConfig config;
  private final Host host;
  private final @Nullable JqProgram request;
  private final @Nullable JqProgram response;

  JqHandler(JqConfig config, Host host) {
    this.config = config;
    this.host = host;
    String first = config.requestJqProgram();
    String second = config.responseJqProgram();
    this.request = first == null ? null : JqProgram.of(first, config.requestJqProgramOptions());
    this.response = second == null ? null : JqProgram.of(second, config.responseJqProgramOptions());
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    JqProgram program = request;
    if (program == null
        || !isOneOf(
            config.requestIfMediaType(), exchange.request().headers().get("content-type"))) {
      return Mono.just(Verdict.PROCEED);
    }
    return exchange
        .request()
        .body(LONGEST_BODY)
        .<Verdict>map(body -> {
          byte[] bytes = ByteBufUtil.getBytes(body);
          if (bytes.length > 0) {
            exchange.outbound().body(Unpooled.wrappedBuffer(changed(program, bytes)));
          }
          return Verdict.PROCEED;
        })
        .defaultIfEmpty(Verdict.PROCEED)
        .onErrorReturn(Exchange.BodyTooLarge.class, Verdict.error(413, "Payload too large"));
  }

  @Override
  public boolean wantsBody(Exchange exchange) {
    Exchange.Response answer = exchange.response();
    return response != null
        && answer.fromUpstream()
        && config.responseIfStatusCode().contains(answer.status())
        && !answer.headers().contains("content-encoding")
        && isOneOf(config.responseIfMediaType(), answer.headers().get("content-type"));
  }

  @Override
  public @Nullable ByteBuf onBody(Exchange exchange, @Nullable ByteBuf part, boolean last) {
    JqProgram program = response;
    if (program == null) {
      return part;
    }
    WholeBody body = exchange.get(BODY);
    if (body == null) {
      body = new WholeBody(LONGEST_BODY);
      exchange.set(BODY, body);
    }
    return body.take(part, last, bytes -> bytes.length == 0 ? bytes : changed(program, bytes));
  }

  private byte[] changed(JqProgram program, byte[] body) {
    try {
      return program.run(body);
    } catch (IllegalArgumentException e) {
      LOG.warn("jq {}: a body stays as it is: {}", host.pluginId(), e.getMessage());
      return body;
    }
  }

  /// Types are compared whole, parameters left out.
  private static boolean isOneOf(List<String> types, @Nullable String contentType) {
    String type = RequestDocuments.mediaType(contentType);
    return types.stream().anyMatch(each -> RequestDocuments.mediaType(each).equals(type));
  }
}
