package io.troop.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One setting: its name in `kong.conf`, its default, and how its text is read. *Immutable.*
///
/// @param name lower case, such as `pg_port`; the variable is `KONG_PG_PORT`
/// @param fallback the text that counts when nobody sets it; null for unset
/// @param expected what a correct value looks like, for messages: "an integer from 0 to 65535"
/// @param secret whether the value must never be shown
/// @param parser reads the text; returns null when it is not as expected
public record Setting<T>(
    String name,
    @Nullable String fallback,
    String expected,
    boolean secret,
    Function<String, @Nullable T> parser) {

  /// Any text.
  public static Setting<String> text(String name, @Nullable String fallback) {
    return new Setting<>(name, fallback, "text", false, text -> text);
  }

  /// Any text that is never shown in a message.
  public static Setting<String> secret(String name) {
    return new Setting<>(name, null, "text", true, text -> text);
  }

  /// A whole number between two bounds, both included.
  public static Setting<Integer> integer(
      String name, @Nullable Integer fallback, int least, int most) {
    return new Setting<>(
        name,
        fallback == null ? null : fallback.toString(),
        "an integer from " + least + " to " + most,
        false,
        text -> {
          try {
            int value = Integer.parseInt(text);
            return value < least || value > most ? null : value;
          } catch (NumberFormatException _) {
            return null;
          }
        });
  }

  /// `on` or `off`, as Kong writes them; `true`/`false`, `yes`/`no` and `1`/`0` are taken, too.
  public static Setting<Boolean> onOff(String name, boolean fallback) {
    return new Setting<>(
        name,
        fallback ? "on" : "off",
        "on or off",
        false,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "on", "true", "yes", "1" -> true;
              case "off", "false", "no", "0" -> false;
              default -> null;
            });
  }

  /// One of a few words.
  public static Setting<String> oneOf(String name, @Nullable String fallback, String... words) {
    return new Setting<>(
        name,
        fallback,
        "one of " + String.join(", ", words),
        false,
        text -> Arrays.asList(words).contains(text) ? text : null);
  }

  /// Texts separated by commas, blanks around them dropped; empty for an empty text.
  public static Setting<List<String>> list(String name, String fallback) {
    return new Setting<>(
        name,
        fallback,
        "texts separated by commas",
        false,
        text ->
            Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList());
  }

  /// The environment variable of this setting.
  public String variable() {
    return Settings.PREFIX + name.toUpperCase(Locale.ROOT);
  }
}
