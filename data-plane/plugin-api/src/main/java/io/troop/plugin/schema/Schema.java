package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What documents of one kind look like. *Immutable.* Start reading here.
///
/// Comes from an annotated record ([#of]) or is put together at run time, from an uploaded
/// `schema.lua`, say; the two are the same thing. A *document* is a map of names in Kong's spelling
/// to `String`, `Long`, `Double` (never a whole one), `Boolean`, `List`, `Map` or null.
///
/// @param name Kong's name of the entity or the plugin; empty for a part of another schema
/// @param checks rules across fields
/// @param shorthands inputs that stand for other fields
/// @param transformations changes before a document is stored
/// @param subschemas how the kind of an entity refines the schema; null for not at all
/// @param ttl whether documents may have a time to live, in seconds
public record Schema(
    String name,
    List<Field> fields,
    List<Check> checks,
    List<Shorthand> shorthands,
    List<Transformation> transformations,
    @Nullable Subschemas subschemas,
    boolean ttl) {

  public Schema {
    fields = List.copyOf(fields);
    checks = List.copyOf(checks);
    shorthands = List.copyOf(shorthands);
    transformations = List.copyOf(transformations);
  }

  /// A schema of fields only.
  public static Schema of(String name, List<Field> fields, List<Check> checks) {
    return new Schema(name, fields, checks, List.of(), List.of(), null, false);
  }

  /// The schema that a record is. Repeated calls give the same value.
  ///
  /// @throws IllegalArgumentException when the annotations make no sense
  public static Schema of(Class<? extends Record> type) {
    return RecordSchemas.of(type);
  }

  /// The schema of a plugin: `config`, which is this record, and where instances may apply.
  public static Schema ofPlugin(String name, Class<? extends Record> config) {
    return PluginSchemas.of(name, config);
  }

  /// A whole document checked: defaults filled in, every field there, if only as null, in the
  /// schema's order. Makes no ids and times, and leaves the document as it was. Its result passes
  /// unchanged.
  ///
  /// @throws SchemaViolations when it does not keep to the schema
  public Map<String, @Nullable Object> check(Map<String, ? extends @Nullable Object> document) {
    Map<String, @Nullable Object> complete = Completion.whole(this, document, null);
    Validation.check(this, complete, Validation.Mode.WHOLE);
    return complete;
  }

  /// Checks those fields that a document has, and the rules across them that can be told without
  /// the others.
  ///
  /// @throws SchemaViolations when they do not keep to the schema
  public void checkPart(Map<String, ? extends @Nullable Object> part) {
    Violations violations =
        new Validation(Validation.Mode.WHOLE).document(this, Values.map(part), false);
    if (!violations.isEmpty()) {
      throw new SchemaViolations(violations.tree());
    }
  }

  /// A new document, checked and ready to store: as [#check], with ids, times and keys made and
  /// transformations done. For POST and PUT.
  ///
  /// @throws SchemaViolations when it does not keep to the schema
  public Map<String, @Nullable Object> create(
      Map<String, ? extends @Nullable Object> input, Autos autos) {
    Map<String, @Nullable Object> complete = Completion.whole(this, input, autos);
    Validation.check(
        this,
        complete,
        Validation.Mode.WHOLE,
        Transformations.violations(this, complete, input, null));
    return Transformations.write(this, complete, input);
  }

  /// As [#create], without transformations: for a document that was stored before, whose secrets
  /// are hashed already.
  ///
  /// @throws SchemaViolations when it does not keep to the schema
  public Map<String, @Nullable Object> complete(
      Map<String, ? extends @Nullable Object> input, Autos autos) {
    Map<String, @Nullable Object> complete = Completion.whole(this, input, autos);
    Validation.check(this, complete, Validation.Mode.WHOLE);
    return complete;
  }

  /// A stored document with some fields changed, checked and ready to store. Records are merged,
  /// lists and maps replaced; null is stored as null. For PATCH.
  ///
  /// @param patch the fields to change
  /// @param stored the document as stored
  /// @throws SchemaViolations when the result does not keep to the schema
  public Map<String, @Nullable Object> update(
      Map<String, ? extends @Nullable Object> patch,
      Map<String, ? extends @Nullable Object> stored,
      Autos autos) {
    Map<String, @Nullable Object> merged = Completion.merge(this, patch, stored, autos);
    Validation.checkImmutable(this, merged, stored);
    Validation.check(
        this,
        merged,
        Validation.Mode.UPDATE,
        Transformations.violations(this, merged, patch, stored));
    return Transformations.write(this, merged, patch);
  }

  /// A stored document as the Admin API answers it: with the deprecated names of fields that have
  /// moved beside the new ones.
  public Map<String, @Nullable Object> show(Map<String, ? extends @Nullable Object> stored) {
    return Completion.show(this, stored);
  }

  /// What came from a form, with texts turned into numbers, booleans, lists of one and nulls as the
  /// fields ask for. What can't be turned is left as it is. Call before [#create] or [#update].
  public Map<String, @Nullable Object> coerce(Map<String, ? extends @Nullable Object> form) {
    return FormTypes.coerce(this, form);
  }

  /// The answer of `/schemas/…`.
  public Map<String, @Nullable Object> describe() {
    return Description.of(this);
  }

  /// The field of this name; null for none.
  public @Nullable Field field(String name) {
    for (Field field : fields) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    return null;
  }

  /// The field at a path such as `config.redis.host`; null for none.
  @Nullable Field fieldAt(String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return field(path);
    }
    Field head = field(path.substring(0, dot));
    return head != null && head.type() instanceof Type.RecordOf(Schema inner)
        ? inner.fieldAt(path.substring(dot + 1))
        : null;
  }

  /// With the fields and checks of the document's kind.
  public Schema forKind(Map<String, ? extends @Nullable Object> document) {
    Schema kind = subschemas == null ? null : subschemas.of(document);
    return kind == null ? this : refinedBy(kind);
  }

  private Schema refinedBy(Schema kind) {
    List<Field> refined = new ArrayList<>();
    for (Field field : fields) {
      Field other = kind.field(field.name());
      refined.add(other == null ? field : other);
    }
    List<Check> allChecks = new ArrayList<>(checks);
    allChecks.addAll(kind.checks);
    List<Shorthand> allShorthands = new ArrayList<>(shorthands);
    allShorthands.addAll(kind.shorthands);
    List<Transformation> allTransformations = new ArrayList<>(transformations);
    allTransformations.addAll(kind.transformations);
    return new Schema(name, refined, allChecks, allShorthands, allTransformations, subschemas, ttl);
  }

  /// With one more kind, such as an uploaded plugin.
  ///
  /// @throws IllegalStateException when this schema knows no kinds
  public Schema withKind(String kind, Schema schema) {
    if (subschemas == null) {
      throw new IllegalStateException(name + " has no kinds");
    }
    return withSubschemas(subschemas.with(Map.of(kind, () -> schema)));
  }

  public Schema withSubschemas(Subschemas other) {
    return new Schema(name, fields, checks, shorthands, transformations, other, ttl);
  }

  public Schema named(String other) {
    return new Schema(other, fields, checks, shorthands, transformations, subschemas, ttl);
  }

  public Schema withTtl() {
    return new Schema(name, fields, checks, shorthands, transformations, subschemas, true);
  }

  /// The fields that name other entities: name of the field to name of the other's collection.
  public Map<String, String> foreigners() {
    Map<String, String> out = new LinkedHashMap<>();
    for (Field field : fields) {
      if (field.type() instanceof Type.Foreign(String reference, var _)) {
        out.put(field.name(), reference);
      }
    }
    return out;
  }
}
