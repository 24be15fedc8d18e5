package io.troop.plugin.schema;

import io.troop.plugin.schema.annotation.Default;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes typed records of checked documents. *Thread-safe; each record type is looked at once.*
///
/// A null for a component that can't hold one becomes the field's default, else 0 or false. All
/// lists and maps are unmodifiable.
public final class RecordBinder {

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  private RecordBinder() {}

  /// @param type the record whose schema the document keeps to
  /// @throws IllegalArgumentException when it does not
  public static <R extends Record> R bind(
      Class<R> type, Map<String, ? extends @Nullable Object> document) {
    return type.cast(record(type, document));
  }

  private record Shape(
      MethodHandle constructor,
      List<String> names,
      List<Type> types,
      List<Boolean> filled,
      List<Boolean> flat,
      List<Schema> schema) {

    static Shape of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      if (components == null) {
        throw new IllegalArgumentException(type.getName() + " is no record");
      }
      Class<?>[] raw =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(raw);
        constructor.setAccessible(true);
        return new Shape(
            MethodHandles.lookup()
                .unreflectConstructor(constructor)
                .asSpreader(Object[].class, raw.length),
            Arrays.stream(components).map(RecordSchemas::name).toList(),
            Arrays.stream(components).map(RecordComponent::getGenericType).toList(),
            Arrays.stream(components).map(Shape::isFilled).toList(),
            Arrays.stream(components).map(RecordSchemas::isFlat).toList(),
            Arrays.stream(components).anyMatch(Shape::isFilled)
                ? List.of(Schema.of(type.asSubclass(Record.class)))
                : List.of());
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(type.getName() + " can't be made", e);
      }
    }

    /// Whether a null becomes the field's default.
    private static boolean isFilled(RecordComponent component) {
      return component.getType().isPrimitive()
          || (component.getAnnotatedType().isAnnotationPresent(Default.class)
              && !component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    @Nullable Object preset(String name) {
      Field field = schema.isEmpty() ? null : schema.getFirst().field(name);
      return field == null || field.preset() == null ? null : field.preset().value();
    }
  }

  @SuppressWarnings("IllegalCatch")
  private static Object record(Class<?> type, Map<?, ?> document) {
    Shape shape = SHAPES.get(type);
    @Nullable Object[] arguments = new @Nullable Object[shape.names().size()];
    for (int i = 0; i < arguments.length; i++) {
      String name = shape.names().get(i);
      Type component = shape.types().get(i);
      Object value = shape.flat().get(i) ? document : document.get(name);
      if (value == null && shape.filled().get(i)) {
        value = shape.preset(name);
      }
      try {
        arguments[i] = value(component, value);
      } catch (IllegalArgumentException | ClassCastException e) {
        throw new IllegalArgumentException(
            type.getSimpleName() + "." + name + ": " + e.getMessage(), e);
      }
    }
    try {
      return shape.constructor().invoke(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalArgumentException(type.getName() + " can't be made", e);
    }
  }

  private static @Nullable Object value(Type type, @Nullable Object value) {
    if (type instanceof ParameterizedType parameterized) {
      return generic(parameterized, value);
    }
    Class<?> raw = (Class<?>) type;
    if (value == null) {
      return raw.isPrimitive() ? zero(raw) : null;
    }
    if (raw == int.class || raw == Integer.class) {
      return Math.toIntExact(((Number) value).longValue());
    } else if (raw == long.class || raw == Long.class) {
      return ((Number) value).longValue();
    } else if (raw == double.class || raw == Double.class) {
      return ((Number) value).doubleValue();
    } else if (raw == boolean.class || raw == Boolean.class) {
      return (Boolean) value;
    } else if (raw == UUID.class) {
      return UUID.fromString((String) value);
    } else if (raw.isRecord()) {
      return record(raw, (Map<?, ?>) value);
    }
    return raw.cast(value);
  }

  private static Object zero(Class<?> raw) {
    if (raw == boolean.class) {
      return false;
    } else if (raw == double.class) {
      return 0.0;
    } else if (raw == long.class) {
      return 0L;
    }
    return 0;
  }

  private static @Nullable Object generic(ParameterizedType type, @Nullable Object value) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == Optional.class) {
      return Optional.ofNullable(value(arguments[0], value));
    }
    if (value == null) {
      return null;
    }
    if (raw == Map.class) {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      ((Map<?, ?>) value)
          .forEach((name, inner) -> out.put(String.valueOf(name), value(arguments[1], inner)));
      return Collections.unmodifiableMap(out);
    }
    Collection<?> given = (Collection<?>) value;
    // Of the right size: these lists stay as long as the entity.
    List<@Nullable Object> out = new ArrayList<>(given.size());
    given.forEach(inner -> out.add(value(arguments[0], inner)));
    return raw == Set.class
        ? Collections.unmodifiableSet(new LinkedHashSet<>(out))
        : Collections.unmodifiableList(out);
  }
}
