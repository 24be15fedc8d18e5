package io.troop.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The texts of all settings, each with the place it came from. *Immutable.*
///
/// A later source overrides an earlier one. Names nobody knows are kept and ignored: charts and
/// wizards set many that concern other editions.
public final class Settings {

  static final String PREFIX = "KONG_";

  private static final String HIDDEN = "******";
  // Rather one too many: a name nobody knows may be anything.
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "pass(word|phrase)|secret|token|credential|_key($|_)|key_|_conf($|_)|license"
              + "|proxy_server|declarative_config_string|signing|dsn");
  private static final Pattern SECRET_VALUE =
      Pattern.compile("://[^/]*@|PRIVATE KEY|bearer |^basic ", Pattern.CASE_INSENSITIVE);

  private record Text(String value, String source) {}

  private final Map<String, Text> texts;

  private Settings(Map<String, Text> texts) {
    this.texts = Map.copyOf(texts);
  }

  /// Reads all sources.
  ///
  /// @param files `kong.conf`-style files, read in this order; a missing one is an error
  /// @param environment the process's environment
  /// @param flags name to text, as given on the command line
  /// @throws SettingException for a file that can't be read or a line that is no setting
  public static Settings read(
      List<Path> files, Map<String, String> environment, Map<String, String> flags) {
    Map<String, Text> texts = new LinkedHashMap<>();
    files.forEach(file -> readFile(file, texts));
    environment.forEach((name, value) -> readVariable(name, value, environment, texts));
    flags.forEach((name, value) -> texts.put(name, new Text(value, "the command line")));
    return new Settings(texts);
  }

  /// Settings of these texts alone; for tests and embedded use.
  public static Settings of(Map<String, String> texts) {
    return read(List.of(), Map.of(), texts);
  }

  private static void readFile(Path file, Map<String, Text> texts) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException problem) {
      throw new SettingException("the settings file " + file + " can't be read: " + problem);
    }
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new SettingException(
            file + " line " + number + ": \"" + line + "\" (expected: name = value)");
      }
      String name = line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      texts.put(name, new Text(value(line.substring(equals + 1)), file + " line " + number));
    }
  }

  private static void readVariable(
      String variable, String value, Map<String, String> environment, Map<String, Text> texts) {
    if (!variable.startsWith(PREFIX)) {
      return;
    }
    if (variable.endsWith("_FILE") && !value.isBlank()) {
      // As the container's entry point does: KONG_X_FILE names a file that holds the value of
      // KONG_X.
      String plain = variable.substring(0, variable.length() - "_FILE".length());
      if (environment.containsKey(plain)) {
        throw new SettingException("both " + plain + " and " + variable + " are set: set only one");
      }
      try {
        texts.put(
            name(plain),
            new Text(Files.readString(Path.of(value)).strip(), variable + "=" + value));
      } catch (IOException | IllegalArgumentException _) {
        // A setting of its own whose name happens to end so, or a file that appears later.
        texts.put(name(variable), new Text(unquoted(value.strip()), variable));
      }
      return;
    }
    texts.put(name(variable), new Text(unquoted(value.strip()), variable));
  }

  private static String name(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
  }

  /// The value of a line in a file: a comment after blank and `#` is cut, `\#` stands for `#`.
  private static String value(String text) {
    String value = text.replaceFirst("\\s+#.*$", "").strip().replace("\\#", "#");
    return unquoted(value);
  }

  /// One matched pair of quotes around the whole is dropped: in YAML's list form of an environment
  /// the quotes become part of the value.
  private static String unquoted(String value) {
    if (value.length() >= 2) {
      char first = value.charAt(0);
      if ((first == '"' || first == '\'') && value.charAt(value.length() - 1) == first) {
        return value.substring(1, value.length() - 1);
      }
    }
    return value;
  }

  /// The value of a setting that has a default.
  ///
  /// @throws SettingException when it is unset without a default, or not as expected
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() ->
            new SettingException(
                setting.name()
                    + ": not set (expected: "
                    + setting.expected()
                    + "; set "
                    + setting.variable()
                    + ")"));
  }

  /// The value of a setting; empty when it is unset and has no default. An empty text counts as
  /// unset.
  ///
  /// @throws SettingException when it is not as expected
  public <T> Optional<T> find(Setting<T> setting) {
    Text text = texts.get(setting.name());
    String value = text == null || text.value().isEmpty() ? setting.fallback() : text.value();
    if (value == null) {
      return Optional.empty();
    }
    T parsed = setting.parser().apply(value);
    if (parsed == null) {
      throw new SettingException(
          setting.name()
              + ": "
              + (setting.secret() ? "its value" : "\"" + value + "\"")
              + " is not valid (expected: "
              + setting.expected()
              + (text == null ? "" : "; set by " + text.source())
              + ")");
    }
    return Optional.of(parsed);
  }

  /// All texts by the names of their settings, those that may be secret hidden.
  public Map<String, String> shown() {
    Map<String, String> shown = new TreeMap<>();
    texts.forEach((name, text) ->
        shown.put(
            name,
            SECRET_NAME.matcher(name).find() || SECRET_VALUE.matcher(text.value()).find()
                ? HIDDEN
                : text.value()));
    return shown;
  }

  /// Whether somebody set it to something.
  public boolean isSet(String name) {
    Text text = texts.get(name);
    return text != null && !text.value().isEmpty();
  }
}
