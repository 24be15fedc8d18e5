package io.troop.plugin.schema.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The value of a field that is left out, as a JSON literal: `5`, `"text"`, `["a"]`, `null`.
///
/// `{}` on a record stands for the defaults of the record's own fields.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Default {
  String value();
}
