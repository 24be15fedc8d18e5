package io.troop.plugin.schema.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The field names another entity by id.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface References {
  /// Kong's name of the other entity's collection, such as `services`.
  String value();

  /// Whether this entity is deleted with the other; else the other can't be deleted before it.
  boolean cascade() default false;
}
