package io.troop.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The result as Markdown tables, printed as they come and kept. *Confined to one thread.*
final class Report {

  private final StringBuilder text = new StringBuilder();

  /// Begins a section with a table of these columns.
  void table(String title, String... columns) {
    line("");
    line("## " + title);
    line("");
    row((Object[]) columns);
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      rule.add("---");
    }
    row(rule.toArray());
  }

  void row(Object... cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object cell : cells) {
      row.append(' ').append(cell).append(" |");
    }
    line(row.toString());
  }

  void line(String line) {
    text.append(line).append('\n');
    System.out.println(line);
  }

  static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  static String millis(long nanos) {
    return number(nanos / 1e6, 1) + " ms";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
