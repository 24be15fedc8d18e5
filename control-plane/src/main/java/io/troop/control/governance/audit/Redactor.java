package io.troop.control.governance.audit;

import io.troop.plugin.Catalog;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Trait;
import io.troop.plugin.schema.Type;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes secrets out of documents, however deep: members of the names that the settings exclude, of
/// the names of all fields that any schema encrypts, and of names that end like a secret's. Rather
/// one member too many than one too few. *Thread-safe.*
final class Redactor {

  private static final Pattern SECRET =
      Pattern.compile(
          ".*(?:^|_)(?:password|passwd|secret|token|private_key|credentials?)(?:_alt)?$");
  private static final List<String> ALWAYS =
      List.of("key", "key_alt", "apikey", "api_key", "authorization", "cookie", "csrf", "curl");
  private static final Pattern ARGUMENT = Pattern.compile("([?&])([^=&]+)=([^&]*)");

  /// So many answers are remembered: names that no schema has may come from outside.
  private static final int MOST_KNOWN = 4096;

  private static final int LONGEST_KNOWN = 100;

  private final Set<String> names = new HashSet<>(ALWAYS);
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  /// @param excluded names that the settings exclude
  Redactor(List<String> excluded, Catalog catalog) {
    excluded.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    catalog.entities().forEach(spec -> collect(spec.schema()));
    catalog.plugins().keySet().stream()
        .flatMap(name ->
            catalog.entities().stream()
                .filter(spec -> spec.name().equals("plugins"))
                .map(spec -> spec.schema().forKind(Map.of("name", name))))
        .forEach(this::collect);
  }

  private void collect(Schema schema) {
    for (Field field : schema.fields()) {
      if (field.has(Trait.ENCRYPTED)) {
        names.add(field.name());
      }
      collect(field);
    }
  }

  private void collect(Field field) {
    switch (field.type()) {
      case Type.RecordOf(Schema inner) -> collect(inner);
      case Type.ArrayOf(Field elements) -> collect(elements);
      case Type.SetOf(Field elements) -> collect(elements);
      case Type.MapOf(Field _, Field values) -> collect(values);
      default -> {}
    }
  }

  /// A document without its secrets.
  ///
  /// @param removed the names of the members that are not in it
  record Redacted(Map<String, @Nullable Object> document, Set<String> removed) {}

  Redacted redact(Map<String, ? extends @Nullable Object> document) {
    Set<String> removed = new TreeSet<>();
    return new Redacted(members(document, removed), removed);
  }

  private Map<String, @Nullable Object> members(Map<?, ?> document, Set<String> removed) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    document.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (value != null && isSecret(name)) {
        removed.add(name);
      } else {
        shown.put(name, value(value, removed));
      }
    });
    return shown;
  }

  private @Nullable Object value(@Nullable Object value, Set<String> removed) {
    return switch (value) {
      case Map<?, ?> map -> members(map, removed);
      case List<?> list -> list.stream().map(each -> value(each, removed)).toList();
      case null, default -> value;
    };
  }

  private boolean isSecret(String name) {
    Boolean seen = known.get(name);
    if (seen != null) {
      return seen;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    boolean isSecret = names.contains(lower) || SECRET.matcher(lower).matches();
    if (known.size() < MOST_KNOWN && name.length() <= LONGEST_KNOWN) {
      known.put(name, isSecret);
    }
    return isSecret;
  }

  /// A path with its query, the values of secret arguments replaced.
  String redact(String target) {
    return target.indexOf('?') < 0
        ? target
        : ARGUMENT
            .matcher(target)
            .replaceAll(found ->
                java.util.regex.Matcher.quoteReplacement(
                    isSecret(found.group(2)) || found.group(2).equals("code")
                        ? found.group(1) + found.group(2) + "=***"
                        : found.group()));
  }
}
