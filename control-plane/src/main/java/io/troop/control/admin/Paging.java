package io.troop.control.admin;

import io.troop.control.document.Json;
import io.troop.control.edit.Ids;
import io.troop.control.edit.Kind;
import io.troop.control.store.EntityQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/// The arguments of lists, `size`, `offset` and `tags`, and their answers.
public final class Paging {

  private static final int DEFAULT_SIZE = 100;
  static final int MOST_SIZE = 1000;
  private static final int MOST_TAGS = 5;
  // A tag's characters: everything printable but comma and slash, and what is beyond ASCII.
  private static final String TAG = "[\\x20-\\x2B\\x2D\\x2E\\x30-\\x7E\\x80-\\x{10FFFF}]+";
  private static final Pattern ALL_OF = Pattern.compile("(?:" + TAG + "(?:,|$))+");
  private static final Pattern ANY_OF = Pattern.compile("(?:" + TAG + "(?:/|$))+");

  private Paging() {}

  public static int size(Call call) {
    String text = call.argument("size").orElse(null);
    if (text == null) {
      return DEFAULT_SIZE;
    }
    double size;
    try {
      size = Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw refused(AdminErrors.invalidSize("size must be a number"));
    }
    if (size != Math.rint(size) || size < 1 || size > MOST_SIZE) {
      throw refused(AdminErrors.invalidSize("size must be an integer between 1 and " + MOST_SIZE));
    }
    return (int) size;
  }

  /// The id a page begins with.
  static UUID from(Call call) {
    List<String> words = offset(call);
    if (words.isEmpty()) {
      return EntityQuery.FIRST;
    }
    UUID id = Ids.parse(words.getFirst());
    if (id == null) {
      throw refused(
          AdminErrors.invalidOffset(call.argument("offset").orElse(""), "bad json encoding"));
    }
    return id;
  }

  /// What the opaque offset holds; empty for none.
  public static List<String> offset(Call call) {
    String text = call.argument("offset").orElse("");
    if (text.isEmpty()) {
      return List.of();
    }
    byte[] json;
    try {
      json = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      json = null;
    }
    if (json == null) {
      // Two or three characters more are base64 without its padding, which Kong's decoder takes.
      boolean lenient = text.matches("[A-Za-z0-9+/]+") && text.length() % 4 != 1;
      throw refused(
          AdminErrors.invalidOffset(text, lenient ? "bad json encoding" : "bad base64 encoding"));
    }
    try {
      if (Json.parse(json) instanceof List<?> list) {
        return list.stream().map(String::valueOf).toList();
      }
    } catch (Json.Malformed _) {
      // Answered below.
    }
    throw refused(AdminErrors.invalidOffset(text, "bad json encoding"));
  }

  public static String offset(String... words) {
    return Base64.getEncoder().encodeToString(Json.bytes(List.of(words)));
  }

  /// A part of a name to look for; empty for none. Kong has no such argument and ignores it.
  public static String search(Call call) {
    return call.argument("search").map(String::strip).orElse("");
  }

  /// How the list is ordered: `sort_by` and `sort_desc`, which Kong does not have and ignores.
  static EntityQuery.Order order(Call call) {
    String by = call.argument("sort_by").orElse("");
    if (by.isEmpty()) {
      return EntityQuery.Order.BY_ID;
    }
    List<String> words = offset(call);
    String from = words.size() > 1 ? words.get(1) : null;
    EntityQuery.By what =
        switch (by) {
          case "name" -> EntityQuery.By.NAME;
          case "created_at" -> EntityQuery.By.CREATED_AT;
          default ->
              throw refused(
                  AdminErrors.invalidOption("sort_by", "expected one of: name, created_at"));
        };
    boolean number = from != null && from.matches("-?\\d{1,20}(?:\\.\\d{1,20})?");
    if (!words.isEmpty() && (from == null || (what == EntityQuery.By.CREATED_AT && !number))) {
      throw refused(AdminErrors.invalidOption("offset", "is of a list in another order"));
    }
    return new EntityQuery.Order(what, isDescending(call), from);
  }

  /// Whether the list is to be turned round.
  public static boolean isDescending(Call call) {
    String desc = call.argument("sort_desc").orElse("");
    return desc.equals("true") || desc.equals("1");
  }

  /// Where the next page begins, as an offset; null when there is none.
  static @Nullable String next(EntityQuery.Page page) {
    UUID next = page.next();
    String value = page.nextValue();
    if (next == null) {
      return null;
    }
    return value == null ? offset(next.toString()) : offset(next.toString(), value);
  }

  /// Refuses tags that no list could be searched for, where they have no effect: Kong looks at them
  /// in lists below an entity, too.
  static void checkTags(Call call, Kind kind) {
    if (kind.schema().field("tags") != null) {
      tags(call);
    }
  }

  static EntityQuery.Tags tags(Call call) {
    Optional<String> given = argument(call, "tags");
    if (given.isEmpty()) {
      return EntityQuery.Tags.NONE;
    }
    String text = given.get();
    if (text.isEmpty()) {
      throw refused(AdminErrors.invalidOption("tags", "cannot be null"));
    }
    boolean all = ALL_OF.matcher(text).matches();
    if (!all && !ANY_OF.matcher(text).matches()) {
      throw refused(AdminErrors.invalidOption("tags", "invalid filter syntax"));
    }
    List<String> words =
        Arrays.stream(text.split(all ? "," : "/", -1)).filter(word -> !word.isEmpty()).toList();
    if (words.size() > MOST_TAGS) {
      throw refused(
          AdminErrors.invalidOption("tags", "cannot query more than " + MOST_TAGS + " tags"));
    }
    return new EntityQuery.Tags(words, all);
  }

  /// A page as an answer.
  ///
  /// @param path where the next page is
  /// @param offset where it begins; null when there is none
  /// @param more arguments to repeat
  public static Map<String, @Nullable Object> answer(
      List<?> data, String path, @Nullable String offset, Map<String, String> more) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("data", data);
    if (offset == null) {
      answer.put("next", null);
      return answer;
    }
    List<String> arguments = new ArrayList<>();
    arguments.add("offset=" + escaped(offset));
    more.forEach((name, value) -> arguments.add(name + "=" + escaped(value)));
    answer.put("next", path + "?" + String.join("&", arguments));
    answer.put("offset", offset);
    return answer;
  }

  /// Those of the named arguments that the call has.
  public static Map<String, String> repeated(Call call, String... names) {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String name : names) {
      argument(call, name).ifPresent(value -> arguments.put(name, value));
    }
    return arguments;
  }

  /// An argument, which may also be written as a list of which the first value counts.
  private static Optional<String> argument(Call call, String name) {
    return call.argument(name)
        .or(() -> call.argument(name + "[]"))
        .or(() -> call.argument(name + "[1]"));
  }

  static String escaped(String text) {
    return UriUtils.encode(text, StandardCharsets.UTF_8);
  }

  static AdminErrors.Refused refused(Answer answer) {
    return new AdminErrors.Refused(answer);
  }
}
