package io.troop.e2e.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Sends the steps of one case and holds the answers against what was recorded. *Confined to one
/// thread*, because each case starts from an empty configuration.
final class Replay implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration POLL = Duration.ofMillis(20);

  /// Waits until the data plane has what the control plane has.
  interface Settle {
    void await() throws IOException, InterruptedException;
  }

  private final Map<String, String> bases = new LinkedHashMap<>();
  private final Map<String, EchoServer> upstreams = new LinkedHashMap<>();
  private final Map<String, Object> given = new HashMap<>(Suites.keys());
  private final Settle settle;
  private long emptyRevision;

  /// @param bases URL by what a step may be sent `to`: `admin`, `proxy`, `proxy-tls`, `status`
  Replay(Map<String, String> bases, int closedPort, Settle settle) throws IOException {
    this.bases.putAll(bases);
    this.settle = settle;
    for (String name : List.of("upstream", "upstream2", "upstream3")) {
      EchoServer echo = EchoServer.start(name);
      upstreams.put(name, echo);
      this.bases.put(name, echo.url());
      given.put(name + "_port", echo.port());
      given.put(name + "_url", echo.url());
    }
    given.put("closed_port", closedPort);
    given.put("proxy_port", String.valueOf(URI.create(bases.get("proxy")).getPort()));
    given.put("proxy_tls_port", String.valueOf(URI.create(bases.get("proxy-tls")).getPort()));
  }

  @Override
  public void close() throws IOException {
    for (EchoServer echo : upstreams.values()) {
      echo.close();
    }
  }

  /// Throws a {@link Mismatch} that names the first step that went another way.
  void run(Suites.Case recorded) throws IOException, InterruptedException {
    wipe();
    upstreams.values().forEach(EchoServer::forgetCollected);
    Map<String, Object> names = new HashMap<>(given);
    boolean changed = true;
    int number = 0;
    for (Map<String, Object> step : recorded.steps()) {
      number++;
      if (to(step).equals("admin")) {
        changed |= !method(step).equals("GET");
      } else if (changed) {
        settle.await();
        changed = false;
      }
      if (step.get("sleep_ms") instanceof Number millis) {
        Thread.sleep(millis.longValue());
        continue;
      }
      save(step, until(step, number, names), names);
    }
  }

  /// Back to the empty configuration of the beginning. What that costs depends on what changed
  /// since, so the next time starts from here.
  private void wipe() throws IOException {
    Answer answer =
        Http.json("POST", bases.get("admin") + "/revisions/" + emptyRevision + "/rollback", "{}");
    if (answer.status() / 100 != 2) {
      throw new IOException("rolling back to the empty configuration: " + answer);
    }
    emptyRevision = ((Number) answer.json("revision")).longValue();
  }

  private Answer until(Map<String, Object> step, int number, Map<String, Object> names)
      throws InterruptedException {
    long patience = step.get("retry_ms") instanceof Number millis ? millis.longValue() : 0;
    long last = System.nanoTime() + Duration.ofMillis(patience).toNanos();
    while (true) {
      try {
        return step.containsKey("times") ? tally(step, names) : once(step, names);
      } catch (Mismatch | IOException problem) {
        if (System.nanoTime() >= last) {
          String text = problem instanceof Mismatch ? problem.getMessage() : problem.toString();
          throw new Mismatch(
              "step %d (%s %s %s): %s"
                  .formatted(
                      number,
                      method(step),
                      to(step),
                      Values.text((String) step.get("path"), names),
                      text));
        }
        Thread.sleep(POLL);
      }
    }
  }

  private Answer once(Map<String, Object> step, Map<String, Object> names) throws IOException {
    Answer answer = send(step, names);
    Matching.check(Values.object(Values.fill(step.get("expect"), names)), answer);
    return answer;
  }

  /// Sends the step several times and counts the values found at one place of the answers.
  private Answer tally(Map<String, Object> step, Map<String, Object> names) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    @Nullable Answer answer = null;
    for (int i = 1; i <= ((Number) step.get("times")).intValue(); i++) {
      names.put("i", i);
      answer = once(step, names);
      if (step.get("tally") instanceof String path) {
        counts.merge(String.valueOf(Values.pick(path, answer.json())), 1, Integer::sum);
      }
    }
    Values.object(step.get("expect_tally"))
        .forEach((value, wanted) -> {
          int got =
              value.equals("<distinct>")
                  ? counts.size()
                  : counts.getOrDefault(Values.text(value, names), 0);
          List<?> range = wanted instanceof List<?> list ? list : List.of(wanted, wanted);
          if (got < ((Number) range.get(0)).intValue()
              || got > ((Number) range.get(1)).intValue()) {
            throw new Mismatch(
                "tally " + value + ": expected " + wanted + ", got " + got + " of " + counts);
          }
        });
    if (answer == null) {
      throw new Mismatch("times: 0 (expected: at least 1)");
    }
    return answer;
  }

  private Answer send(Map<String, Object> step, Map<String, Object> names) throws IOException {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    @Nullable String sni = null;
    for (Map.Entry<String, Object> header :
        Values.object(Values.fill(step.get("headers"), names)).entrySet()) {
      if (header.getKey().equals("@sni")) {
        sni = (String) header.getValue();
        continue;
      }
      List<?> lines =
          header.getValue() instanceof List<?> several ? several : List.of(header.getValue());
      lines.forEach(line -> headers.add(Map.entry(header.getKey(), String.valueOf(line))));
    }
    String method = method(step);
    byte @Nullable [] body = body(step, headers, names);
    if (body == null && List.of("POST", "PUT", "PATCH").contains(method)) {
      body = new byte[0];
    }
    return Http.send(
        bases.get(to(step)),
        method,
        Values.text((String) step.get("path"), names),
        headers,
        body,
        sni);
  }

  private static byte @Nullable [] body(
      Map<String, Object> step,
      List<Map.Entry<String, String>> headers,
      Map<String, Object> names) {
    if (step.containsKey("json")) {
      defaultType(headers, "application/json");
      return JSON.writeValueAsBytes(Values.fill(step.get("json"), names));
    }
    if (step.get("form") instanceof String form) {
      defaultType(headers, "application/x-www-form-urlencoded");
      return Values.text(form, names).getBytes(UTF_8);
    }
    if (step.get("raw") instanceof String raw) {
      int repeat = step.get("repeat") instanceof Number times ? times.intValue() : 1;
      return Values.text(raw, names).repeat(repeat).getBytes(UTF_8);
    }
    return null;
  }

  private static void defaultType(List<Map.Entry<String, String>> headers, String type) {
    if (headers.stream().noneMatch(h -> h.getKey().equals("Content-Type"))) {
      headers.add(Map.entry("Content-Type", type));
    }
  }

  private static void save(Map<String, Object> step, Answer answer, Map<String, Object> names) {
    Values.object(step.get("save"))
        .forEach((name, from) -> {
          if (from instanceof List<?> pathAndPattern) {
            Object value = Values.pick((String) pathAndPattern.get(0), answer.json());
            names.put(name, Values.group((String) pathAndPattern.get(1), (String) value));
          } else {
            names.put(name, Values.pick((String) from, answer.json()));
          }
        });
    Values.object(step.get("save_headers"))
        .forEach((name, from) -> {
          List<?> headerAndPattern = Values.list(from);
          String value = answer.header((String) headerAndPattern.get(0));
          names.put(
              name, Values.group((String) headerAndPattern.get(1), value == null ? "" : value));
        });
  }

  private static String to(Map<String, Object> step) {
    return (String) step.getOrDefault("to", "proxy");
  }

  private static String method(Map<String, Object> step) {
    return (String) step.getOrDefault("method", "GET");
  }
}
