package io.troop.control.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/// Reads YAML 1.1 into documents, as Kong's parser does: of a member that stands twice the last one
/// counts, merge keys and anchors work, times stay texts. What [Json] reads, this reads alike.
public final class Yaml {

  private static final int MOST_DEPTH = 200;
  private static final int MOST_ALIASES = 1000;

  /// How many values a document may have when its anchors are written out.
  private static final int MOST_VALUES = 20_000_000;

  /// A text that is no YAML. The message says where, without quoting it: it may hold secrets.
  public static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  private Yaml() {}

  /// The value of a YAML text of one document; null for an empty one.
  ///
  /// @throws Malformed when it is none
  public static @Nullable Object parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(true);
    options.setNestingDepthLimit(MOST_DEPTH);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setCodePointLimit(Integer.MAX_VALUE);
    DumperOptions dumping = new DumperOptions();
    var yaml =
        new org.yaml.snakeyaml.Yaml(
            new SafeConstructor(options),
            new Representer(dumping),
            dumping,
            options,
            new WithoutTimes());
    try {
      return new Reading().value(yaml.load(text), 0);
    } catch (MarkedYAMLException problem) {
      var mark = problem.getProblemMark();
      throw new Malformed(
          mark == null
              ? "no YAML"
              : "no YAML at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1));
    } catch (YAMLException | ClassCastException | IllegalArgumentException _) {
      throw new Malformed("no YAML");
    }
  }

  /// Knows the plain scalars of YAML 1.1, but for times.
  private static final class WithoutTimes extends Resolver {
    @Override
    public void addImplicitResolver(Tag tag, Pattern form, String first, int limit) {
      if (!tag.equals(Tag.TIMESTAMP)) {
        super.addImplicitResolver(tag, form, first, limit);
      }
    }
  }

  /// Turns what the parser made into a document.
  private static final class Reading {
    private int values;

    private @Nullable Object value(@Nullable Object parsed, int depth) {
      // Anchors let a few bytes stand for a document without end.
      if (++values > MOST_VALUES || depth > MOST_DEPTH) {
        throw new Malformed("no YAML: it unfolds to too many values");
      }
      return switch (parsed) {
        case Map<?, ?> map -> {
          Map<String, @Nullable Object> out = new LinkedHashMap<>();
          map.forEach(
              (name, value) -> out.put(text(String.valueOf(name)), value(value, depth + 1)));
          yield out;
        }
        case Iterable<?> list -> {
          List<@Nullable Object> out = new ArrayList<>();
          list.forEach(each -> out.add(value(each, depth + 1)));
          yield out;
        }
        case byte[] binary -> text(new String(binary, StandardCharsets.UTF_8));
        case Integer number -> number.longValue();
        case Long number -> number;
        case Number number -> number(number.doubleValue());
        case null -> null;
        case Boolean truth -> truth;
        default -> text(parsed.toString());
      };
    }

    private static String text(String text) {
      try {
        return Json.storable(text);
      } catch (Json.Malformed _) {
        throw new Malformed("no YAML: a text holds a character that can't be stored");
      }
    }

    private static Object number(double number) {
      if (Double.isNaN(number) || Double.isInfinite(number)) {
        throw new Malformed("no YAML: a number is not finite");
      }
      return number == Math.rint(number) && Math.abs(number) < 1L << 53
          ? (Object) (long) number
          : (Object) number;
    }
  }
}
