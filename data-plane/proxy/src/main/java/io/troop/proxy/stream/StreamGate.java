package io.troop.proxy.stream;

import io.netty.channel.EventLoop;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.proxy.chain.Chain;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The plugins of one connection: whether it may pass, and what is written down of it at its end.
/// *Confined to one event loop.*
final class StreamGate {
  private static final Logger log = LoggerFactory.getLogger(StreamGate.class);

  private final Exchange exchange;
  private final Chain chain;
  private final EventLoop loop;

  StreamGate(Exchange exchange, Chain chain, EventLoop loop) {
    this.exchange = exchange;
    this.chain = chain;
    this.loop = loop;
  }

  /// Asks one handler after the other.
  ///
  /// @param pass called on the event loop, now or later, unless one refuses
  /// @param refuse called in its place with the status of the refusal
  void ask(Runnable pass, Consumer<Integer> refuse) {
    ask(0, pass, refuse);
  }

  private void ask(int index, Runnable pass, Consumer<Integer> refuse) {
    if (index == chain.requests().length) {
      pass.run();
      return;
    }
    Handler next = chain.requests()[index];
    if (!(next instanceof Handler.TakesStreams)) {
      ask(index + 1, pass, refuse);
      return;
    }
    try {
      switch (next) {
        case Handler.OnRequest handler -> decided(handler.onRequest(exchange), index, pass, refuse);
        case Handler.OnRequestAsync handler -> {
          var _ =
              handler
                  .onRequest(exchange)
                  .subscribe(
                      verdict -> loop.execute(() -> decided(verdict, index, pass, refuse)),
                      problem -> loop.execute(() -> failed(problem, refuse)));
        }
        case Handler.OnRequestBlocking handler ->
            Thread.ofVirtual().start(() -> block(handler, index, pass, refuse));
        default -> ask(index + 1, pass, refuse);
      }
    } catch (RuntimeException problem) {
      failed(problem, refuse);
    }
  }

  private void block(
      Handler.OnRequestBlocking handler, int index, Runnable pass, Consumer<Integer> refuse) {
    try {
      Verdict verdict = handler.onRequest(exchange);
      loop.execute(() -> decided(verdict, index, pass, refuse));
    } catch (Exception problem) {
      if (problem instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      loop.execute(() -> failed(problem, refuse));
    }
  }

  private void decided(Verdict verdict, int index, Runnable pass, Consumer<Integer> refuse) {
    switch (verdict) {
      case Verdict.Proceed _ -> ask(index + 1, pass, refuse);
      case Verdict.Answer answer -> refuse.accept(answer.status());
    }
  }

  private void failed(Throwable problem, Consumer<Integer> refuse) {
    log.error("a plugin failed for stream {}", exchange.id(), problem);
    refuse.accept(500);
  }

  /// The connection has ended.
  void log() {
    for (Handler.OnLog handler : chain.logs()) {
      try {
        if (handler instanceof Handler.TakesStreams) {
          handler.onLog(exchange);
        }
      } catch (RuntimeException problem) {
        log.error("the log phase of stream {} failed", exchange.id(), problem);
      }
    }
  }
}
