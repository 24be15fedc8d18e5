package io.troop.transform;

import io.troop.plugin.schema.annotation.Validator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks that the name in `name:value` is one a header can have. *Immutable.*
public final class HeaderPair implements Validator {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]+");

  private final boolean both;

  public HeaderPair() {
    this(false);
  }

  private HeaderPair(boolean both) {
    this.both = both;
  }

  @Override
  public @Nullable String violation(Object value) {
    Pair pair = Pair.of(String.valueOf(value));
    if (!NAME.matcher(pair.name()).matches()) {
      return "'" + pair.name() + "' is not a valid header";
    }
    String second = pair.value() == null ? "" : pair.value();
    return both && !NAME.matcher(second).matches()
        ? "'" + second + "' is not a valid header"
        : null;
  }

  /// Checks that both texts in `old:new` are names that headers can have. *Immutable.*
  public static final class Both implements Validator {
    private final HeaderPair check = new HeaderPair(true);

    @Override
    public @Nullable String violation(Object value) {
      return check.violation(value);
    }
  }
}
