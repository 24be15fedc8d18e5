package io.troop.plugin.log;

import java.util.Locale;

/// How grave a log entry is, as syslog names and numbers it (RFC 5424).
public enum Severity {
  EMERG(0),
  ALERT(1),
  CRIT(2),
  ERR(3),
  WARNING(4),
  NOTICE(5),
  INFO(6),
  DEBUG(7);

  private final int code;

  Severity(int code) {
    this.code = code;
  }

  /// The severity of this name, such as `warning`.
  ///
  /// @throws IllegalArgumentException when there is none
  public static Severity named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /// Its number: 0 for the gravest.
  public int code() {
    return code;
  }

  /// Whether it is at least as grave as another.
  public boolean reaches(Severity least) {
    return code <= least.code;
  }

  /// The one for an answer with this status.
  public static Severity of(int status, Severity success, Severity clientError, Severity error) {
    if (status >= 500) {
      return error;
    }
    return status >= 400 ? clientError : success;
  }
}
