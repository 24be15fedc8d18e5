package io.troop.plugin.schema.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The text must not match any of these Lua patterns.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface MatchesNone {
  Rule[] value();

  /// A pattern, and what to say of a text that matches it.
  @Retention(RetentionPolicy.RUNTIME)
  @Target({})
  @interface Rule {
    String pattern();

    String message();
  }
}
