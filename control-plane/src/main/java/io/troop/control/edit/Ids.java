package io.troop.control.edit;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells ids from names.
public final class Ids {

  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private Ids() {}

  /// The id that a text is; null when it is something else, such as a name.
  public static @Nullable UUID parse(String text) {
    return FORM.matcher(text).matches() ? UUID.fromString(text) : null;
  }

  /// A text, which is written as all ids are if it is one: there are capital ways, too.
  public static String plain(String text) {
    UUID id = parse(text);
    return id == null ? text : id.toString();
  }
}
