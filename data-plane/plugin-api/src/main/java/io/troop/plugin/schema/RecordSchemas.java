package io.troop.plugin.schema;

import io.troop.plugin.json.Json;
import io.troop.plugin.schema.annotation.Abstract;
import io.troop.plugin.schema.annotation.AsSet;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Contains;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Flat;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.Immutable;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.MatchesNone;
import io.troop.plugin.schema.annotation.MaxLength;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.Named;
import io.troop.plugin.schema.annotation.NotOneOf;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Retired;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.StartsWith;
import io.troop.plugin.schema.annotation.Transient;
import io.troop.plugin.schema.annotation.Unique;
import io.troop.plugin.schema.annotation.Validator;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the schema that a record is from its components, their annotations and its static lists.
/// *Thread-safe; each record is read once.*
final class RecordSchemas {

  private static final ClassValue<Schema> READ =
      new ClassValue<>() {
        @Override
        protected Schema computeValue(Class<?> type) {
          return read(type);
        }
      };

  private RecordSchemas() {}

  static Schema of(Class<? extends Record> type) {
    return READ.get(type);
  }

  /// `camelCase` as `snake_case`.
  static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /// The name of the field that a component is.
  static String name(RecordComponent component) {
    Named named = component.getAnnotatedType().getAnnotation(Named.class);
    return named == null ? snake(component.getName()) : named.value();
  }

  /// Whether the component's fields are those of its record.
  static boolean isFlat(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Flat.class);
  }

  private static Schema read(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    List<Check> checks = new ArrayList<>(Statics.list(type, "CHECKS", Check.class));
    for (RecordComponent component : type.getRecordComponents()) {
      if (isFlat(component)) {
        Schema inner = READ.get(component.getType());
        fields.addAll(inner.fields());
        checks.addAll(inner.checks());
        continue;
      }
      try {
        fields.add(field(component.getAnnotatedType()).named(name(component)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            type.getName() + "." + component.getName() + ": " + e.getMessage(), e);
      }
    }
    return new Schema(
        "",
        fields,
        checks,
        Statics.list(type, "SHORTHANDS", Shorthand.class),
        Statics.list(type, "TRANSFORMATIONS", Transformation.class),
        Statics.value(type, "SUBSCHEMAS", Subschemas.class),
        false);
  }

  private static Field field(AnnotatedType type) {
    Is is = type.getAnnotation(Is.class);
    Field field = is == null ? Field.part(type(type)) : Typedefs.of(is.value());
    field = recordRules(type, field);
    field = traits(type, field);
    field = field.with(constraints(type, field));
    Matches matches = type.getAnnotation(Matches.class);
    if (matches != null && !matches.message().isEmpty()) {
      field = field.saying(matches.message());
    }
    Doc doc = type.getAnnotation(Doc.class);
    Since since = type.getAnnotation(Since.class);
    field = field.doc(doc == null ? field.doc() : doc.value());
    field = field.since(since == null ? field.since() : since.value());
    Retired retired = type.getAnnotation(Retired.class);
    if (retired != null) {
      field = field.deprecated(new Deprecation(retired.value(), "4.0", List.of()));
    }
    return preset(type, field);
  }

  private static Class<?> raw(AnnotatedType type) {
    return type.getType() instanceof ParameterizedType parameterized
        ? (Class<?>) parameterized.getRawType()
        : (Class<?>) type.getType();
  }

  private static Type type(AnnotatedType type) {
    References references = type.getAnnotation(References.class);
    if (references != null) {
      return new Type.Foreign(references.value(), references.cascade() ? "cascade" : null);
    }
    Class<?> raw = raw(type);
    if (raw == String.class || raw == UUID.class) {
      return Type.Plain.STRING;
    } else if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
      return Type.Plain.INTEGER;
    } else if (raw == double.class || raw == Double.class) {
      return Type.Plain.NUMBER;
    } else if (raw == boolean.class || raw == Boolean.class) {
      return Type.Plain.BOOLEAN;
    } else if (raw == Set.class || (raw == List.class && type.isAnnotationPresent(AsSet.class))) {
      return new Type.SetOf(argument(type, 0));
    } else if (raw == List.class) {
      return new Type.ArrayOf(argument(type, 0));
    } else if (raw == Map.class && type.isAnnotationPresent(Abstract.class)) {
      return new Type.RecordOf(Schema.of("", List.of(), List.of()));
    } else if (raw == Map.class) {
      return new Type.MapOf(argument(type, 0), argument(type, 1));
    } else if (raw == Optional.class) {
      return type(((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[0]);
    } else if (raw.isRecord()) {
      return new Type.RecordOf(READ.get(raw));
    } else if (raw == Object.class) {
      return Type.Plain.ANY;
    }
    throw new IllegalArgumentException(
        "a schema can't have a "
            + raw.getName()
            + " (expected: String, UUID, int, long, double, boolean, List, Set, Map, Optional or a"
            + " record)");
  }

  private static Field argument(AnnotatedType type, int index) {
    if (type instanceof AnnotatedParameterizedType parameterized) {
      return field(parameterized.getAnnotatedActualTypeArguments()[index]);
    }
    throw new IllegalArgumentException("a list or map has to say of what");
  }

  /// A record is there, if only with its defaults, unless it may be null; and it may have a check.
  private static Field recordRules(AnnotatedType type, Field field) {
    Class<?> raw = raw(type);
    if (!(field.type() instanceof Type.RecordOf) || raw == Map.class) {
      return field;
    }
    CheckedBy checked = raw.getAnnotation(CheckedBy.class);
    Field out = checked == null ? field : field.with(custom(checked));
    boolean optional = type.isAnnotationPresent(Nullable.class) || raw == Optional.class;
    return out.required(!optional);
  }

  private static Constraint custom(CheckedBy checked) {
    Validator validator = Statics.make(checked.value());
    return new Constraint.Custom(validator);
  }

  private static Field traits(AnnotatedType type, Field field) {
    Field out = field;
    if (type.isAnnotationPresent(Required.class)) {
      out = out.required(true);
    }
    Map<Class<? extends Annotation>, Trait> words = new LinkedHashMap<>();
    words.put(Abstract.class, Trait.ABSTRACT);
    words.put(Auto.class, Trait.AUTO);
    words.put(Encrypted.class, Trait.ENCRYPTED);
    words.put(Immutable.class, Trait.IMMUTABLE);
    words.put(NotRequired.class, Trait.NOT_REQUIRED);
    words.put(Referenceable.class, Trait.REFERENCEABLE);
    words.put(Transient.class, Trait.TRANSIENT);
    words.put(Unique.class, Trait.UNIQUE);
    for (Map.Entry<Class<? extends Annotation>, Trait> word : words.entrySet()) {
      if (type.isAnnotationPresent(word.getKey())) {
        out = out.with(word.getValue());
      }
    }
    Unique unique = type.getAnnotation(Unique.class);
    return unique != null && unique.acrossWorkspaces() ? out.with(Trait.UNIQUE_ACROSS_WS) : out;
  }

  private static List<Constraint> constraints(AnnotatedType type, Field field) {
    List<Constraint> out = new ArrayList<>();
    if (raw(type) == UUID.class) {
      out.add(new Constraint.Uuid());
    }
    when(type, OneOf.class, a -> out.add(new Constraint.OneOf(literals(field, a.value()))));
    when(type, NotOneOf.class, a -> out.add(new Constraint.NotOneOf(literals(field, a.value()))));
    when(type, Range.class, a -> out.add(new Constraint.Between(a.min(), a.max())));
    when(type, GreaterThan.class, a -> out.add(new Constraint.GreaterThan(a.value())));
    when(
        type,
        MinLength.class,
        a -> out.add(new Constraint.Length(Constraint.Compare.MIN, a.value())));
    when(
        type,
        MaxLength.class,
        a -> out.add(new Constraint.Length(Constraint.Compare.MAX, a.value())));
    when(type, Matches.class, a -> out.add(matches(a)));
    when(type, MatchesNone.class, a -> out.add(matchesNone(a)));
    when(type, StartsWith.class, a -> out.add(new Constraint.StartsWith(a.value())));
    when(type, Contains.class, a -> out.add(new Constraint.Contains(a.value())));
    when(type, CheckedBy.class, a -> out.add(custom(a)));
    return out;
  }

  private static Constraint matches(Matches matches) {
    return new Constraint.Match(matches.value());
  }

  private static Constraint matchesNone(MatchesNone none) {
    return new Constraint.MatchAll(
        Arrays.stream(none.value())
            .map(rule -> new Constraint.Rule(rule.pattern(), rule.message()))
            .toList(),
        false);
  }

  private static <A extends Annotation> void when(
      AnnotatedElement element, Class<A> annotation, Consumer<A> then) {
    A found = element.getAnnotation(annotation);
    if (found != null) {
      then.accept(found);
    }
  }

  private static List<Object> literals(Field field, String[] values) {
    boolean text = field.type() == Type.Plain.STRING;
    List<Object> out = new ArrayList<>();
    for (String value : values) {
      Object literal = text ? value : Json.parse(value);
      if (literal == null) {
        throw new IllegalArgumentException("null is not one of the options of a field");
      }
      out.add(literal);
    }
    return out;
  }

  private static Field preset(AnnotatedType type, Field field) {
    Default preset = type.getAnnotation(Default.class);
    if (preset == null) {
      return field;
    }
    Object value = Json.parse(preset.value());
    if (value instanceof Map<?, ?> map
        && map.isEmpty()
        && field.type() instanceof Type.RecordOf(Schema inner)) {
      value = withoutNulls(Completion.whole(inner, Map.of(), null));
    }
    return field.preset(value);
  }

  /// Kong writes a record's default without the fields that have none.
  private static Map<String, @Nullable Object> withoutNulls(Map<?, ?> map) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      if (value instanceof Map<?, ?> inner) {
        out.put(String.valueOf(name), withoutNulls(inner));
      } else if (value != null) {
        out.put(String.valueOf(name), value);
      }
    });
    return out;
  }
}
