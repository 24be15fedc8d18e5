package io.troop.control.governance.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a permission is about.
public enum Action {
  CREATE(1),
  READ(2),
  UPDATE(4),
  DELETE(8);

  /// All of them.
  public static final Set<Action> ALL = EnumSet.allOf(Action.class);

  private final int bit;

  Action(int bit) {
    this.bit = bit;
  }

  /// The word that the API has for it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What a method does. A method that nobody knows counts as the most harmful one.
  static Action of(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS" -> READ;
      case "POST" -> CREATE;
      case "PUT", "PATCH" -> UPDATE;
      default -> DELETE;
    };
  }

  static Optional<Action> named(String word) {
    return Arrays.stream(values()).filter(action -> action.word().equals(word)).findFirst();
  }

  static int bits(Set<Action> actions) {
    return actions.stream().mapToInt(action -> action.bit).sum();
  }

  static Set<Action> ofBits(int bits) {
    Set<Action> actions = EnumSet.noneOf(Action.class);
    for (Action action : values()) {
      if ((bits & action.bit) != 0) {
        actions.add(action);
      }
    }
    return Set.copyOf(actions);
  }

  /// The words, in a fixed order.
  static List<String> words(Set<Action> actions) {
    List<String> words = new ArrayList<>();
    for (Action action : values()) {
      if (actions.contains(action)) {
        words.add(action.word());
      }
    }
    return words;
  }
}
