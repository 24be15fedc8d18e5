package io.troop.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Plugin;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeTools;
import io.troop.plugins.fakes.Plugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Plugins that tell other servers of requests do nothing in the log phase but put entries into a
/// queue with limits, so that a request never waits for such a server: what the queue does with one
/// that is slow or away is its own affair, and tested with it.
class LogQueuesTest {
  private static final Map<String, String> CONFIGS =
      Map.ofEntries(
          Map.entry("datadog", "{}"),
          Map.entry("file-log", "{\"path\":\"/nowhere/at/all\"}"),
          Map.entry("http-log", "{\"http_endpoint\":\"http://127.0.0.1:1/\"}"),
          Map.entry("loggly", "{\"key\":\"k\"}"),
          Map.entry("opentelemetry", "{\"traces_endpoint\":\"http://127.0.0.1:1/\"}"),
          Map.entry("statsd", "{}"),
          Map.entry("syslog", "{}"),
          Map.entry("tcp-log", "{\"host\":\"127.0.0.1\",\"port\":1}"),
          Map.entry("udp-log", "{\"host\":\"127.0.0.1\",\"port\":1}"),
          Map.entry("zipkin", "{\"http_endpoint\":\"http://127.0.0.1:1/\",\"sample_ratio\":1}"));

  /// Kafka's client has a queue of its own, also with a limit.
  private static final Set<String> OTHERS = Set.of("kafka-log");

  static Set<String> names() {
    return CONFIGS.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRequestsEntriesGoIntoAQueueWithLimits(String name) {
    FakeHost host = new FakeHost();
    host.tools.tracing = new io.troop.plugin.tools.Tracing(Set.of("all"), 1);
    Handler handler = Plugins.handler(Handler.class, name, CONFIGS.get(name), host);
    FakeExchange exchange = new FakeExchange().route(UUID.randomUUID(), "r");

    if (handler instanceof Handler.OnRequest asked) {
      asked.onRequest(exchange);
    }
    ((Handler.OnLog) handler).onLog(exchange);

    FakeTools.Queue queue = host.tools.queue();
    assertThat(queue.entries).as("entries that wait").isNotEmpty();
    assertThat(queue.config.maxEntries()).isLessThanOrEqualTo(10_000);
    assertThat(host.tools.calls).as("calls made meanwhile").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theQueueStaysWhenTheConfigurationAroundItChanges(String name) {
    FakeHost host = new FakeHost();
    Plugins.handler(Handler.class, name, CONFIGS.get(name), host);
    Plugins.handler(Handler.class, name, CONFIGS.get(name), host);

    assertThat(host.tools.queues).hasSize(1);
  }

  @Test
  void noOtherLogPluginGoesWithoutAQueue() {
    List<String> unknown = new ArrayList<>();
    for (Plugin plugin : ServiceLoader.load(Plugin.class)) {
      String name = plugin.spec().name();
      if ((name.endsWith("-log") || name.startsWith("log")) && !CONFIGS.containsKey(name)) {
        unknown.add(name);
      }
    }
    assertThat(OTHERS).containsAll(unknown);
  }
}
