package io.troop.plugin.schema.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The text (in bytes of UTF-8), list, set or map must be at least this long. A text that does not
/// say so must not be empty.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface MinLength {
  int value();
}
