package io.troop.plugin.schema;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a record says in static fields, beside its components. *Stateless.*
final class Statics {

  private Statics() {}

  /// The elements of a static list; empty when the class has none of this name.
  static <T> List<T> list(Class<?> type, String name, Class<T> element) {
    List<?> found = value(type, name, List.class);
    List<T> out = new ArrayList<>();
    if (found != null) {
      found.forEach(each -> out.add(element.cast(each)));
    }
    return out;
  }

  /// The value of a static field; null when the class has none of this name.
  static <T> @Nullable T value(Class<?> type, String name, Class<T> of) {
    try {
      java.lang.reflect.Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return of.cast(field.get(null));
    } catch (NoSuchFieldException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(type.getName() + "." + name + " can't be read", e);
    }
  }

  /// A new object of a class that has a constructor without arguments.
  static <T> T make(Class<T> type) {
    try {
      Constructor<T> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          type.getName() + " can't be made (expected: a constructor without arguments)", e);
    }
  }
}
