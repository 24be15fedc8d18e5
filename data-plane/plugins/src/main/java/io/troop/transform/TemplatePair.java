package io.troop.transform;

import io.troop.plugin.schema.annotation.Validator;
import io.troop.plugin.template.Template;
import io.troop.plugin.template.TemplateException;
import org.jspecify.annotations.Nullable;

/// Checks that `name:value` has a value, and that it is a template. *Without state.*
public final class TemplatePair implements Validator {

  @Override
  public @Nullable String violation(Object value) {
    Pair pair = Pair.of(String.valueOf(value));
    if (pair.name().isEmpty() || pair.value() == null) {
      return "key '" + pair.name() + "' has no value";
    }
    return problem(pair.value());
  }

  private static @Nullable String problem(String template) {
    try {
      Template.of(template);
      return null;
    } catch (TemplateException e) {
      return "value '" + template + "' is not in supported format, error:" + e.getMessage();
    }
  }

  /// Checks that the name is one a header can have, and that a value is a template. *Without
  /// state.*
  public static final class OfHeader implements Validator {
    private final HeaderPair names = new HeaderPair();

    @Override
    public @Nullable String violation(Object value) {
      String wrongName = names.violation(value);
      String template = Pair.of(String.valueOf(value)).value();
      return wrongName != null || template == null ? wrongName : problem(template);
    }
  }

  /// Checks that a text is a template. *Without state.*
  public static final class Whole implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      return problem(String.valueOf(value));
    }
  }
}
