package io.troop.control.openapi;

import io.troop.control.document.Yaml;
import io.troop.plugin.entity.EntitySpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the document says of operations, arguments and bodies: `words.yaml`, and rules for what is
/// about entities. *Immutable.*
final class Words {

  private static final String FILE = "/openapi/words.yaml";

  /// @param summary a few words
  /// @param description what else there is to say; null for nothing
  record Saying(String summary, @Nullable String description) {}

  private final Map<?, ?> kinds;
  private final Map<?, ?> parameters;
  private final Map<?, ?> operations;
  private final Map<?, ?> examples;

  private Words(Map<?, ?> file) {
    this.kinds = part(file, "kinds");
    this.parameters = part(file, "parameters");
    this.operations = part(file, "operations");
    this.examples = part(file, "examples");
  }

  static Words load() {
    try (InputStream file = Words.class.getResourceAsStream(FILE)) {
      String text =
          new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8);
      return new Words((Map<?, ?>) Objects.requireNonNull(Yaml.parse(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> part(Map<?, ?> file, String name) {
    return (Map<?, ?>) Objects.requireNonNull(file.get(name), name);
  }

  /// What an operation does.
  ///
  /// @param spec what it is about; null for anything but an entity
  /// @param owner whose it is, as the service of `/services/{services}/routes`; null for nobody's
  Saying of(
      String method,
      String pattern,
      @Nullable EntitySpec spec,
      @Nullable EntitySpec owner,
      boolean isOne) {
    if (pattern.contains("filter-chains") || pattern.contains("/filters/")) {
      return new Saying("Not offered", "There are no filter chains.");
    }
    String written = method + " " + pattern.replaceAll("(/\\{endpoint_\\d\\})+", "/{endpoint}");
    return switch (operations.get(written)) {
      case String summary -> new Saying(summary, null);
      case List<?> both ->
          new Saying(String.valueOf(both.getFirst()), String.valueOf(both.getLast()));
      case null, default ->
          spec == null
              ? bare(method, pattern)
              : entity(method, spec, owner, isOne, !pattern.endsWith("}"));
    };
  }

  private static Saying bare(String method, String pattern) {
    return new Saying(method + " " + pattern, null);
  }

  /// @param named whether the path ends in a field, as `/routes/{routes}/service`
  private Saying entity(
      String method, EntitySpec spec, @Nullable EntitySpec owner, boolean isOne, boolean named) {
    String whose = owner == null || owner.name().equals(spec.name()) ? "" : " of " + one(owner);
    boolean the = isOne && named && !whose.isEmpty();
    String one = (the ? "the " + word(spec, 0) : one(spec)) + whose;
    return switch (method) {
      case "GET" ->
          isOne
              ? new Saying("Read " + one, null)
              : new Saying("List " + (whose.isEmpty() ? "" : "the ") + word(spec, 1) + whose, null);
      case "POST" -> new Saying("Make " + one, null);
      case "PUT" ->
          new Saying(
              "Make or replace " + one,
              "What is left out gets its default. Named by something else than its id, it keeps the"
                  + " id it has, or gets a new one.");
      case "PATCH" ->
          new Saying(
              "Change " + one,
              "What is left out stays. Records are merged, lists and maps replaced.");
      case "DELETE" -> new Saying("Delete " + one, null);
      default -> new Saying(method + " " + one, null);
    };
  }

  /// What an argument or a part of a path means.
  ///
  /// @param spec the kind of entity that it names; null for anything else
  String parameter(String name, @Nullable EntitySpec spec) {
    if (parameters.get(name) instanceof String written) {
      return written;
    }
    if (spec == null) {
      return name;
    }
    String key = spec.endpointKey();
    return "The id" + (key == null ? "" : " or the " + key) + " of " + one(spec) + ".";
  }

  /// A body as it may be sent; null when nobody has written one.
  @Nullable Object example(String method, String pattern, @Nullable EntitySpec spec) {
    Object own = examples.get(method + " " + pattern);
    if (own != null || spec == null || !method.equals("POST")) {
      return own;
    }
    return examples.get(spec.name());
  }

  private String one(EntitySpec spec) {
    String word = word(spec, 0);
    return (word.matches("(?:[aeioAEIO]|up|SNI|hmac|mtls).*") ? "an " : "a ") + word;
  }

  private String word(EntitySpec spec, int at) {
    return kinds.get(spec.name()) instanceof List<?> words
        ? String.valueOf(words.get(at))
        : spec.name().replace('_', ' ');
  }
}
