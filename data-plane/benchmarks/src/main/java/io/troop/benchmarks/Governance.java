package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What RBAC and the audit log together cost, measured in turns with both off; then how fast the
/// log that came of it is read and verified.
final class Governance {

  private static final Map<String, String> GOVERNED =
      Map.of("KONG_ENFORCE_RBAC", "on", "KONG_AUDIT_LOG", "on");

  private static final int PAGES = 100;
  private static final Pattern NEXT = Pattern.compile("\"offset\":\"([^\"]+)\"");
  private static final Pattern ENTRIES = Pattern.compile("\"entries\":(\\d+)");

  private final Report report;
  private final Path root;
  private final Path folder;
  private final int seconds;
  private final int turns;

  Governance(Report report, Path root, Path folder, boolean quick) {
    this.report = report;
    this.root = root;
    this.folder = folder;
    this.seconds = quick ? 5 : 10;
    this.turns = quick ? 3 : 5;
  }

  void run() throws IOException, InterruptedException {
    try (Plane plain = new Plane(root, folder, "admin-plain", Map.of());
        Plane governed = new Plane(root, folder, "admin-governed", GOVERNED)) {
      price(plain, governed);
      log(governed);
    }
  }

  /// What the log that came of all this can do: pages from its top, and a walk through all chains.
  private void log(Plane governed) throws IOException, InterruptedException {
    List<Long> times = new ArrayList<>();
    String offset = "";
    for (int i = 0; i < PAGES; i++) {
      long begun = System.nanoTime();
      String page = governed.call("GET", "/audit/requests?size=100" + offset, "");
      times.add(System.nanoTime() - begun);
      Matcher next = NEXT.matcher(page);
      offset = next.find() ? "&offset=" + next.group(1) : "";
    }
    times.sort(null);
    long begun = System.nanoTime();
    String verified = governed.call("GET", "/audit/verify", "");
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
    report.row("a page of 100, median of " + PAGES, Report.millis(times.get(PAGES / 2)));
    report.row("the slowest of them", Report.millis(times.getLast()));
    report.row("verified per second", Report.number(entries / seconds, 0));
  }

  /// In turns, so that whatever else the machine does meets both.
  private void price(Plane plain, Plane governed) throws IOException, InterruptedException {
    plain.warmUp(seconds);
    governed.warmUp(seconds);
    report.table(
        "RBAC and audit log on, against both off",
        "load",
        "clients",
        "off",
        "on",
        "of both off (median of %d turns)".formatted(turns));
    for (int clients : List.of(10, 64)) {
      compare("writes", true, clients, plain, governed);
      compare("reads", false, clients, plain, governed);
    }
  }

  private void compare(String what, boolean writes, int clients, Plane plain, Plane governed)
      throws IOException, InterruptedException {
    double[] off = new double[turns];
    double[] on = new double[turns];
    double[] ratios = new double[turns];
    for (int i = 0; i < turns; i++) {
      off[i] = plain.load(writes, clients, seconds).perSecond();
      on[i] = governed.load(writes, clients, seconds).perSecond();
      ratios[i] = on[i] / off[i];
    }
    report.row(
        what,
        clients,
        Report.number(middle(off), 0),
        Report.number(middle(on), 0),
        Report.number(middle(ratios), 2));
  }

  private static double middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
