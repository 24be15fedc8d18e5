package io.troop.control.fleet;

import java.util.Map;

/// What nodes say is kept, shown and stored, so it has to be text, and has to end. *Stateless.*
final class Words {

  private static final int MOST = 256;
  private static final int MOST_MEMBERS = 1000;
  private static final int MOST_IN_A_REASON = 4000;

  private Words() {}

  /// @throws IllegalArgumentException for what is no line of text, or too long
  static void require(String what, String text) {
    if (text.length() > MOST) {
      throw new IllegalArgumentException(
          what + " of " + text.length() + " characters (expected: at most " + MOST + ")");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          what + " with control characters (expected: one line of text)");
    }
  }

  /// @throws IllegalArgumentException for names or values that are none, or too many of them
  static void require(String what, Map<String, String> texts) {
    if (texts.size() > MOST_MEMBERS) {
      throw new IllegalArgumentException(
          texts.size() + " of " + what + " (expected: at most " + MOST_MEMBERS + ")");
    }
    texts.forEach((name, value) -> {
      require(what, name);
      require(what, value);
    });
  }

  /// A reason for people: without what the database does not take, and cut where it is too long.
  static String cut(String reason) {
    String text =
        reason.length() <= MOST_IN_A_REASON
            ? reason
            : reason.substring(0, MOST_IN_A_REASON) + "… (cut)";
    return text.replace('\0', '\uFFFD');
  }
}
