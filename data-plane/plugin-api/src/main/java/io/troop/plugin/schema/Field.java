package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One field of a schema, or the element of a list, or the key or value of a map. *Immutable.*
///
/// @param name empty for a part of another field
/// @param required whether the value must not be null
/// @param preset the value of a field that is left out; null for none (a preset of null is none
///   that is shown)
/// @param constraints in the order in which they are tried
/// @param message what to say in place of a constraint's own message; null for that
/// @param doc what the field means; null when nobody said
/// @param since the first version that knows the field; null for always
/// @param deprecation null for a field in good standing
public record Field(
    String name,
    Type type,
    boolean required,
    @Nullable Preset preset,
    List<Constraint> constraints,
    Set<Trait> traits,
    @Nullable String message,
    @Nullable String doc,
    @Nullable String since,
    @Nullable Deprecation deprecation) {

  private static final Constraint NOT_EMPTY =
      new Constraint.Length(Constraint.Compare.MIN, 1, false);

  public Field {
    List<Constraint> sorted = new ArrayList<>(constraints);
    boolean saysMinimum = constraints.stream().anyMatch(c -> c.key().equals("len_min"));
    if (type == Type.Plain.STRING && !saysMinimum) {
      sorted.add(NOT_EMPTY);
    }
    sorted.sort(Comparator.comparingInt(c -> Constraint.ORDER.indexOf(c.key())));
    constraints = List.copyOf(sorted);
    traits = Set.copyOf(traits);
  }

  /// The value of a field that is left out.
  ///
  /// @param value in untyped form, never changed
  public record Preset(@Nullable Object value) {
    /// A fresh copy.
    @Nullable Object make() {
      return Values.copy(value);
    }
  }

  /// An optional field without rules.
  public static Field of(String name, Type type) {
    return new Field(name, type, false, null, List.of(), Set.of(), null, null, null, null);
  }

  /// An unnamed part of another field.
  public static Field part(Type type) {
    return of("", type);
  }

  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /// The constraint of this key; null for none.
  @Nullable Constraint constraint(String key) {
    for (Constraint constraint : constraints) {
      if (constraint.key().equals(key)) {
        return constraint;
      }
    }
    return null;
  }

  public Field named(String other) {
    return new Field(
        other, type, required, preset, constraints, traits, message, doc, since, deprecation);
  }

  public Field typed(Type other) {
    return new Field(
        name, other, required, preset, constraints, traits, message, doc, since, deprecation);
  }

  public Field required(boolean other) {
    return new Field(
        name, type, other, preset, constraints, traits, message, doc, since, deprecation);
  }

  public Field preset(@Nullable Object value) {
    return new Field(
        name,
        type,
        required,
        new Preset(value),
        constraints,
        traits,
        message,
        doc,
        since,
        deprecation);
  }

  /// With these constraints; each replaces one of the same key.
  public Field with(Constraint... more) {
    return with(List.of(more));
  }

  Field with(List<Constraint> more) {
    List<Constraint> all = new ArrayList<>(constraints);
    for (Constraint constraint : more) {
      all.removeIf(other -> other.key().equals(constraint.key()));
      all.add(constraint);
    }
    return new Field(name, type, required, preset, all, traits, message, doc, since, deprecation);
  }

  public Field with(Trait trait) {
    Set<Trait> all = EnumSet.of(trait);
    all.addAll(traits);
    return new Field(
        name, type, required, preset, constraints, all, message, doc, since, deprecation);
  }

  public Field without(Trait trait) {
    List<Trait> all = new ArrayList<>(traits);
    all.remove(trait);
    return new Field(
        name,
        type,
        required,
        preset,
        constraints,
        Set.copyOf(all),
        message,
        doc,
        since,
        deprecation);
  }

  /// With this message in place of the constraints' own.
  public Field saying(String other) {
    return new Field(
        name, type, required, preset, constraints, traits, other, doc, since, deprecation);
  }

  public Field doc(@Nullable String other) {
    return new Field(
        name, type, required, preset, constraints, traits, message, other, since, deprecation);
  }

  public Field since(@Nullable String other) {
    return new Field(
        name, type, required, preset, constraints, traits, message, doc, other, deprecation);
  }

  public Field deprecated(Deprecation other) {
    return new Field(name, type, required, preset, constraints, traits, message, doc, since, other);
  }
}
