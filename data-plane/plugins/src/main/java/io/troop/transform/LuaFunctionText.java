package io.troop.transform;

import io.troop.plugin.schema.annotation.Validator;
import io.troop.plugin.template.LuaFunction;
import io.troop.plugin.template.TemplateException;
import org.jspecify.annotations.Nullable;

/// Checks that a text is a [LuaFunction]. *Without state.*
public final class LuaFunctionText implements Validator {

  @Override
  public @Nullable String violation(Object value) {
    try {
      LuaFunction.of(String.valueOf(value));
      return null;
    } catch (TemplateException e) {
      return "Error parsing function: " + e.getMessage();
    }
  }
}
