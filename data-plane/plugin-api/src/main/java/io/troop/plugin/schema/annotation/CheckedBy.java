package io.troop.plugin.schema.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The value must pass this check, beside all others. On a record type: the whole record must.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE_USE, ElementType.TYPE})
public @interface CheckedBy {
  /// A class with a constructor without arguments.
  Class<? extends Validator> value();
}
