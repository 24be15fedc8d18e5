package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What RBAC and the audit log together cost, measured in turns with both off; then how fast the
/// log that came of it is read and verified.
final class Governance {

  static final Map<String, String> GOVERNED =
      Map.of("KONG_ENFORCE_RBAC", "on", "KONG_AUDIT_LOG", "on");

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
      governed.call("POST", "/workspaces", "{\"name\":\"few\"}");
      new AuditLog(report).measure(governed);
    }
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
