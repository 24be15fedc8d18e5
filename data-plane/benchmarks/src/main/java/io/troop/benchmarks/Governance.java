package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// What RBAC and the audit log together cost, measured in turns with both off: requests per second,
/// and the processor time of the control plane and its database for each, which hardly depends on
/// who else wants the processors. Then how fast the log that came of it is read and verified.
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
    this.seconds = quick ? 3 : 8;
    this.turns = quick ? 7 : 9;
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
    plain.settle(seconds);
    governed.settle(seconds);
    report.table(
        "RBAC and audit log on, against both off: medians of %d turns".formatted(turns),
        "load",
        "clients",
        "off",
        "on",
        "of both off",
        "lowest",
        "highest",
        "processor time off",
        "on",
        "of both off by processor time");
    for (int clients : List.of(10, 64)) {
      compare("writes", true, clients, plain, governed);
      compare("reads", false, clients, plain, governed);
    }
  }

  private void compare(String what, boolean writes, int clients, Plane plain, Plane governed)
      throws IOException, InterruptedException {
    Cost[] off = new Cost[turns];
    Cost[] on = new Cost[turns];
    for (int i = 0; i < turns; i++) {
      if (i % 2 == 0) {
        off[i] = plain.cost(writes, clients, seconds);
      }
      on[i] = governed.cost(writes, clients, seconds);
      if (i % 2 != 0) {
        off[i] = plain.cost(writes, clients, seconds);
      }
    }
    double[] ratios = sorted(i -> on[i].load().perSecond() / off[i].load().perSecond());
    report.row(
        what,
        clients,
        Report.number(middle(sorted(i -> off[i].load().perSecond())), 0),
        Report.number(middle(sorted(i -> on[i].load().perSecond())), 0),
        Report.number(middle(ratios), 2),
        Report.number(ratios[0], 2),
        Report.number(ratios[turns - 1], 2),
        Report.number(middle(sorted(i -> off[i].micros())), 0) + " µs",
        Report.number(middle(sorted(i -> on[i].micros())), 0) + " µs",
        Report.number(middle(sorted(i -> off[i].micros() / on[i].micros())), 2));
  }

  private double[] sorted(IntToDoubleFunction ofTurn) {
    return IntStream.range(0, turns).mapToDouble(ofTurn).sorted().toArray();
  }

  private static double middle(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
