package io.troop.control.analytics;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.analytics.Analytics.Dimension;
import io.troop.control.analytics.TrafficStore.Question;
import io.troop.control.fleet.Fleet;
import io.troop.control.fleet.NodeView;
import io.troop.control.store.EntityNames;
import io.troop.control.store.Heads;
import io.troop.control.store.History;
import io.troop.control.store.Revision;
import io.troop.sketch.LatencySketch;
import io.troop.state.Image;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /analytics`, as `docs/fleet.md` describes it.
final class AnalyticsEndpoints implements EndpointSource {

  private static final Pattern AGO = Pattern.compile("-(\\d{1,5})([smhd])");
  private static final Duration FINE = Duration.ofHours(6);
  private static final int MOST_POINTS = 11_000;
  private static final int MOST_COMMITS = 500;
  private static final UUID OTHERS = new UUID(-1, -1);

  /// Answers with what is wrong about an argument.
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String name, String value, String expected) {
      super(name + ": \"" + value + "\" (expected: " + expected + ")");
    }
  }

  private final Analytics analytics;
  private final History history;
  private final Heads heads;
  private final Fleet fleet;
  private final InstantSource clock;

  AnalyticsEndpoints(
      Analytics analytics, History history, Heads heads, Fleet fleet, InstantSource clock) {
    this.analytics = analytics;
    this.history = history;
    this.heads = heads;
    this.fleet = fleet;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("GET", "/analytics", this::answer);
  }

  private Answer answer(Call call) {
    try {
      return Answer.ok(document(call));
    } catch (Wrong wrong) {
      return Answer.message(400, String.valueOf(wrong.getMessage()));
    }
  }

  private Map<String, Object> document(Call call) {
    Instant now = clock.instant();
    Instant to = moment(call, "to", now, now);
    Instant from = moment(call, "from", to.minus(Duration.ofHours(1)), now);
    if (!from.isBefore(to)) {
      throw new Wrong("from", String.valueOf(from), "before to, which is " + to);
    }
    Step step = step(call, Duration.between(from, to));
    List<Dimension> by = dimensions(call);
    UUID node = id(call, "node");
    boolean byNode = by.contains(Dimension.NODE) || node != null;
    String plugin = call.argument("plugin").orElse(null);
    boolean byPlugin = by.contains(Dimension.PLUGIN) || plugin != null;
    Question question =
        new Question(
            call.controlPlane(),
            step,
            step.of(from),
            to,
            byNode,
            node,
            id(call, "route"),
            id(call, "service"),
            id(call, "consumer"),
            byPlugin,
            plugin);
    boolean mixed = question.route() != null || question.service() != null || by.size() > 1;
    if (byNode && (mixed || question.consumer() != null)) {
      throw new Wrong(
          "group_by",
          call.argument("group_by").orElse("node"),
          "node alone: what a node carried is not kept by route, service or consumer");
    }
    boolean others = question.service() != null || question.consumer() != null;
    if (byPlugin
        && (byNode
            || others
            || by.contains(Dimension.SERVICE)
            || by.contains(Dimension.CONSUMER))) {
      throw new Wrong(
          "group_by",
          call.argument("group_by").orElse("plugin"),
          "plugin, alone or with route: the time of plugins is not kept by anything else");
    }
    Function<Totals, Map<String, Object>> figures =
        byPlugin ? AnalyticsEndpoints::times : AnalyticsEndpoints::figures;
    boolean points = !call.argument("points").orElse("").equals("false");
    Naming naming = new Naming(call.controlPlane());
    List<Map<String, Object>> groups = new ArrayList<>();
    for (Analytics.Group group : analytics.groups(question, by)) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("key", naming.key(by, group.key()));
      document.put("total", figures.apply(group.total()));
      if (points) {
        List<Map<String, Object>> all = new ArrayList<>();
        group
            .points()
            .forEach((at, totals) -> {
              Map<String, Object> point = new LinkedHashMap<>();
              point.put("at", at.getEpochSecond());
              point.putAll(figures.apply(totals));
              all.add(point);
            });
        document.put("points", all);
      }
      groups.add(document);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("from", question.from().getEpochSecond());
    answer.put("to", to.getEpochSecond());
    answer.put("step_seconds", step.length().toSeconds());
    answer.put("group_by", by.stream().map(AnalyticsEndpoints::name).toList());
    answer.put("groups", groups);
    answer.put("commits", commits(call.controlPlane(), question.from(), to));
    return answer;
  }

  private static String name(Dimension dimension) {
    return dimension.name().toLowerCase(Locale.ROOT);
  }

  private static Instant moment(Call call, String name, Instant fallback, Instant now) {
    String text = call.argument(name).orElse(null);
    if (text == null) {
      return fallback;
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long number = Long.parseLong(ago.group(1));
      return now.minusSeconds(
          switch (ago.group(2)) {
            case "s" -> number;
            case "m" -> number * 60;
            case "h" -> number * 3600;
            default -> number * 86_400;
          });
    }
    if (!text.matches("\\d{1,11}")) {
      throw new Wrong(name, text, "seconds since 1970, or relative to now as -15m, -6h or -7d");
    }
    return Instant.ofEpochSecond(Long.parseLong(text));
  }

  private static Step step(Call call, Duration span) {
    String text = call.argument("step").orElse(span.compareTo(FINE) <= 0 ? "minute" : "hour");
    Step step =
        switch (text) {
          case "minute" -> Step.MINUTE;
          case "hour" -> Step.HOUR;
          default -> throw new Wrong("step", text, "minute or hour");
        };
    if (span.dividedBy(step.length()) > MOST_POINTS) {
      throw new Wrong("step", text, "hour, or a shorter time: up to " + MOST_POINTS + " points");
    }
    return step;
  }

  private static List<Dimension> dimensions(Call call) {
    List<Dimension> dimensions = new ArrayList<>();
    String text = call.argument("group_by").orElse("");
    for (String word : text.isEmpty() ? new String[0] : text.split("\\s*,\\s*", -1)) {
      switch (word) {
        case "route", "service", "consumer", "node", "plugin" ->
            dimensions.add(Dimension.valueOf(word.toUpperCase(Locale.ROOT)));
        case "nothing" -> {
          // Everything is one group.
        }
        default -> throw new Wrong("group_by", word, "route, service, consumer, node or plugin");
      }
    }
    return dimensions;
  }

  private static @Nullable UUID id(Call call, String name) {
    String text = call.argument(name).orElse(null);
    if (text == null) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException _) {
      throw new Wrong(name, text, "an id");
    }
  }

  private static Map<String, Object> status(Totals totals) {
    Map<String, Object> status = new LinkedHashMap<>();
    for (int digit = 1; digit < Totals.CLASSES; digit++) {
      status.put(digit + "xx", totals.requests(digit));
    }
    status.put("none", totals.requests(0));
    return status;
  }

  /// Of a plugin: the requests that were measured, and what it took of each.
  private static Map<String, Object> times(Totals totals) {
    Map<String, Object> time = new LinkedHashMap<>();
    LatencySketch sketch = totals.latency();
    time.put("mean", sketch.count() == 0 ? 0.0 : sketch.sum() / sketch.count() / 1000);
    time.putAll(percentiles(sketch));
    Map<String, Object> times = new LinkedHashMap<>();
    times.put("samples", totals.requests());
    times.put("status", status(totals));
    times.put("time_millis", time);
    return times;
  }

  private static Map<String, Object> figures(Totals totals) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("requests", totals.requests());
    figures.put("status", status(totals));
    figures.put("error_share", totals.errorShare());
    figures.put("bytes_in", totals.bytesIn());
    figures.put("bytes_out", totals.bytesOut());
    figures.put("latency_millis", percentiles(totals.latency()));
    figures.put("upstream_latency_millis", percentiles(totals.upstream()));
    return figures;
  }

  private static Map<String, Object> percentiles(LatencySketch sketch) {
    Map<String, Object> percentiles = new LinkedHashMap<>();
    percentiles.put("p50", sketch.quantile(0.5) / 1000);
    percentiles.put("p90", sketch.quantile(0.9) / 1000);
    percentiles.put("p95", sketch.quantile(0.95) / 1000);
    percentiles.put("p99", sketch.quantile(0.99) / 1000);
    percentiles.put("max", sketch.quantile(1) / 1000);
    return percentiles;
  }

  private List<Map<String, Object>> commits(UUID controlPlane, Instant from, Instant to) {
    long newest = history.at(controlPlane, to);
    List<Map<String, Object>> commits = new ArrayList<>();
    for (Revision revision : history.revisions(controlPlane, newest, MOST_COMMITS)) {
      if (revision.createdAt().isBefore(from)) {
        break;
      }
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("revision", revision.number());
      document.put("at", revision.createdAt().toEpochMilli() / 1000.0);
      document.put("author", revision.provenance().author());
      document.put("message", revision.provenance().message());
      document.put("changes", revision.changes());
      commits.addFirst(document);
    }
    return commits;
  }

  /// What ids are called now; what is deleted has its id only.
  private final class Naming {
    private final Image image;
    private final Map<UUID, String> nodes = new LinkedHashMap<>();
    private final UUID controlPlane;

    Naming(UUID controlPlane) {
      this.controlPlane = controlPlane;
      this.image = heads.head(controlPlane).image();
    }

    Map<String, @Nullable Object> key(List<Dimension> by, List<Object> ids) {
      Map<String, @Nullable Object> key = new LinkedHashMap<>();
      for (int i = 0; i < by.size(); i++) {
        key.put(AnalyticsEndpoints.name(by.get(i)), named(by.get(i), ids.get(i)));
      }
      return key;
    }

    private @Nullable Map<String, @Nullable Object> named(Dimension dimension, Object key) {
      if (!(key instanceof UUID id)) {
        return Map.of("name", key);
      }
      if (id.equals(Cell.NONE)) {
        return null;
      }
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("id", id.toString());
      document.put("name", id.equals(OTHERS) ? "(others)" : nameOf(dimension, id));
      return document;
    }

    private @Nullable String nameOf(Dimension dimension, UUID id) {
      return switch (dimension) {
        case ROUTE -> EntityNames.of(image, "routes", id);
        case SERVICE -> EntityNames.of(image, "services", id);
        case CONSUMER -> EntityNames.of(image, "consumers", id);
        case PLUGIN -> null; // It has no id.
        case NODE -> {
          if (nodes.isEmpty()) {
            for (NodeView node : fleet.nodes(controlPlane)) {
              nodes.put(node.id(), node.hostname());
            }
          }
          yield nodes.get(id);
        }
      };
    }
  }
}
