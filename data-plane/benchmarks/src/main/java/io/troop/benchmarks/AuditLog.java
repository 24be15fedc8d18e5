package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a long audit log can do: pages at its top, deep in it and of a workspace with few entries,
/// a walk through all chains, and what writers notice when half of it leaves.
final class AuditLog {

  private static final int PAGES = 100;
  private static final int FEW = 10;
  private static final int CLIENTS = 10;
  private static final int BESIDE_SECONDS = 20;
  private static final Pattern NEXT = Pattern.compile("\"offset\":\"([^\"]+)\"");
  private static final Pattern ENTRIES = Pattern.compile("\"entries\":(\\d+)");

  private final Report report;

  AuditLog(Report report) {
    this.report = report;
  }

  /// Fills a log with so many entries and measures it.
  void run(Path root, Path folder, long rows, Map<String, String> settings)
      throws IOException, InterruptedException {
    try (Plane plane = new Plane(root, folder, "audit", settings)) {
      plane.call("GET", "/services", "");
      plane.call("GET", "/audit/requests?size=1", "");
      long begun = System.nanoTime();
      try (AuditFill fill = new AuditFill(plane.home())) {
        long leave = fill.fill(rows);
        System.out.println("filled in " + Report.millis(System.nanoTime() - begun));
        plane.call("POST", "/workspaces", "{\"name\":\"few\"}");
        for (int i = 0; i < FEW; i++) {
          plane.call("GET", "/few/services", "");
        }
        measure(plane);
        leaving(plane, fill, rows, leave);
      } catch (SQLException problem) {
        throw new IOException("the audit log can't be filled", problem);
      }
    }
  }

  /// Pages of the log as it is, and the way through all of it.
  void measure(Plane plane) throws IOException, InterruptedException {
    long[] top = pages(plane, "/audit/requests?size=100");
    long[] few = pages(plane, "/few/audit/requests?size=100");
    long begun = System.nanoTime();
    String verified = plane.call("GET", "/audit/verify", "");
    double seconds = (System.nanoTime() - begun) / 1e9;
    long entries = 0;
    Matcher found = ENTRIES.matcher(verified);
    while (found.find()) {
      entries += Long.parseLong(found.group(1));
    }
    if (!verified.contains("\"valid\":true") || verified.contains("\"valid\":false")) {
      throw new IOException("the log is not whole: " + verified);
    }
    report.table("The audit log with %,d entries".formatted(entries), "what", "figure");
    report.row("a page of 100, median of " + PAGES + " in a row", Report.millis(top[PAGES / 2]));
    report.row("the slowest of them", Report.millis(top[PAGES - 1]));
    report.row(
        "a page of a workspace with few entries, median of " + PAGES,
        Report.millis(few[PAGES / 2]));
    report.row("verified per second", Report.number(entries / seconds, 0));
  }

  /// How long each of a hundred pages in a row took, the fastest first. After the last page it
  /// begins anew.
  private static long[] pages(Plane plane, String path) throws IOException, InterruptedException {
    List<Long> times = new ArrayList<>();
    String offset = "";
    for (int i = 0; i < PAGES; i++) {
      long begun = System.nanoTime();
      String page = plane.call("GET", path + offset, "");
      times.add(System.nanoTime() - begun);
      Matcher next = NEXT.matcher(page);
      offset = next.find() ? "&offset=" + next.group(1) : "";
    }
    return times.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /// Writers before half of the log is due, and while it leaves.
  private void leaving(Plane plane, AuditFill fill, long rows, long leave)
      throws IOException, InterruptedException, SQLException {
    plane.load(true, CLIENTS, 5);
    long left = leave - System.currentTimeMillis() / 1000;
    if (left < BESIDE_SECONDS) {
      report.line("The entries were due before everything else was measured: with fewer rows.");
      return;
    }
    Load before = plane.load(true, CLIENTS, BESIDE_SECONDS);
    Thread.sleep(Duration.ofMillis(Math.max(0, leave * 1000 - System.currentTimeMillis())));
    Load meanwhile = plane.load(true, CLIENTS, BESIDE_SECONDS);
    report.table(
        "Writers while %,d entries leave".formatted(rows / 2),
        "when",
        "writes/s",
        "p50",
        "p99",
        "failed");
    row("before", before);
    row("while they leave", meanwhile);
    report.line("");
    report.line(fill.isGone(leave) ? "They are gone." : "They are still there.");
  }

  private void row(String when, Load load) {
    report.row(when, Report.number(load.perSecond(), 0), load.p50(), load.p99(), load.failed());
  }
}
