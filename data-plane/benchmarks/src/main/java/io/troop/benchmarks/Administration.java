package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Admin API under load: imports, writes, reads and pages, with few and with many entities.
final class Administration {

  private static final int IMPORTED = 10_000;
  private static final int MANY = 100_000;
  private static final int CLIENTS = 10;
  private static final int WRITES_PER_SECOND = 400;
  private static final int READS_PER_SECOND = 1000;
  private static final int PAGE = 1_000;
  private static final Pattern NEXT = Pattern.compile("\"offset\":\"([^\"]+)\"");

  private final Report report;
  private final Path root;
  private final Path folder;
  private final int seconds;
  private final List<Object[]> loads = new ArrayList<>();

  Administration(Report report, Path root, Path folder, boolean quick) {
    this.report = report;
    this.root = root;
    this.folder = folder;
    this.seconds = quick ? 5 : 10;
  }

  void run() throws IOException, InterruptedException {
    try (Plane plain = new Plane(root, folder, "admin-plain", Map.of())) {
      plain.warmUp(seconds);
      load("writes, few entities", plain, true);
      imports(plain);
      load("reads, 40,000 entities", plain, false);
      growAndMeasure(plain);
    }
    report.table(
        "Admin API, %d clients".formatted(CLIENTS), "load", "requests/s", "p50", "p99", "failed");
    loads.forEach(report::row);
  }

  private void load(String what, Plane plane, boolean writes)
      throws IOException, InterruptedException {
    Load load = plane.load(writes, CLIENTS, seconds);
    loads.add(
        new Object[] {
          what, Report.number(load.perSecond(), 0), load.p50(), load.p99(), load.failed()
        });
  }

  private void imports(Plane plane) throws IOException, InterruptedException {
    StringJoiner services =
        new StringJoiner(",", "{\"_format_version\":\"3.0\",\"services\":[", "]}");
    for (int i = 0; i < IMPORTED; i++) {
      services.add(
          """
          {"name":"imported-%1$d","host":"10.0.0.1","routes":[{"name":"imported-%1$d","paths":["/i%1$d"]}]}\
          """
              .formatted(i));
    }
    report.table("Imports by POST /config", "what", "time");
    report.row(
        "10,000 services and 10,000 routes", time(plane, "POST", "/config", services.toString()));
    report.row("the same again", time(plane, "POST", "/config", services.toString()));
  }

  private static String time(Plane plane, String method, String path, String json)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    plane.call(method, path, json);
    return Report.number((System.nanoTime() - begun) / 1e9, 1) + " s";
  }

  /// From the imported entities to a hundred thousand, by change sets.
  private void growAndMeasure(Plane plane) throws IOException, InterruptedException {
    long before = plane.heapKilobytes();
    int added = MANY - 2 * IMPORTED;
    for (int i = 0; i < added; i += PAGE) {
      StringJoiner operations = new StringJoiner(",", "{\"operations\":[", "]}");
      for (int j = i; j < i + PAGE; j++) {
        operations.add(
            "{\"method\":\"POST\",\"path\":\"/consumers\",\"body\":{\"username\":\"c" + j + "\"}}");
      }
      plane.call("POST", "/change-sets", operations.toString());
    }
    long after = plane.heapKilobytes();
    load("writes, 100,000 entities", plane, true);
    load("reads, 100,000 entities", plane, false);
    paced("writes", WRITES_PER_SECOND, plane.writes(CLIENTS, WRITES_PER_SECOND, 2 * seconds));
    paced("reads", READS_PER_SECOND, plane.reads(CLIENTS, READS_PER_SECOND, 2 * seconds));
    pages(plane);
    report.table("Memory of the control plane", "what", "figure");
    report.row("live heap with 20,000 entities", before / 1024 + " MB");
    report.row("live heap with 100,000 entities", after / 1024 + " MB");
    report.row("per entity", Report.number((after - before) * 1024.0 / added, 0) + " bytes");
  }

  private void paced(String what, int perSecond, FixedRate.Result seen) {
    loads.add(
        new Object[] {
          what + " at a fixed rate, 100,000 entities",
          perSecond,
          seen.percentile(50),
          seen.percentile(99),
          seen.failed()
        });
  }

  /// Through all consumers, a thousand a page.
  private void pages(Plane plane) throws IOException, InterruptedException {
    List<Long> times = new ArrayList<>();
    String offset = "";
    do {
      long begun = System.nanoTime();
      String page = plane.call("GET", "/consumers?size=" + PAGE + offset, "");
      times.add(System.nanoTime() - begun);
      Matcher next = NEXT.matcher(page);
      offset = next.find() ? "&offset=" + next.group(1) : "";
    } while (!offset.isEmpty());
    int tenth = times.size() / 10;
    report.table("Pages of 1,000 through 80,000 consumers", "pages", "median");
    for (int at : List.of(0, times.size() / 2, times.size() - tenth)) {
      report.row("%d to %d".formatted(at + 1, at + tenth), median(times.subList(at, at + tenth)));
    }
  }

  private static String median(List<Long> nanos) {
    return Report.millis(nanos.stream().sorted().toList().get(nanos.size() / 2));
  }
}
