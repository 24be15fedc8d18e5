package io.troop.plugin.schema.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Where instances of a plugin may be configured; stands on the plugin's configuration record.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Applies {

  /// Whether an instance may be bound to a consumer. An authentication plugin may not.
  boolean toConsumers() default true;

  /// Whether an instance may be bound to a route.
  boolean toRoutes() default true;

  /// Whether an instance may be bound to a service.
  boolean toServices() default true;

  /// The protocols an instance may name.
  String[] protocols() default {"grpc", "grpcs", "http", "https"};

  /// The protocols of an instance that names none; the same when empty.
  String[] defaultProtocols() default {};
}
