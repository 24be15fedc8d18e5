package io.troop.control.lua;

import static io.troop.control.lua.ConstraintReader.texts;
import static io.troop.control.lua.ConstraintReader.with;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.schema.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// A custom plugin's schema, read from its `schema.lua`. *Immutable and thread-safe.*
///
/// The text is a program in Lua that returns a table in Kong's schema language; it runs without
/// input, output, clock and randomness, within bounds of work and memory. Functions in the table
/// run under the same bounds when a configuration is checked.
///
/// @param name the plugin's name
/// @param text the program
/// @param schema what refines the schema of plugins for this one, as [Schema#withKind] takes it
public record UploadedSchema(String name, String text, Schema schema) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");
  private static final Set<String> MEMBERS =
      Set.of("name", "fields", "entity_checks", "shorthand_fields", "transformations", "check");

  /// The fields that a plugin's schema may say more of.
  private static final Set<String> FIELDS =
      Set.of(
          "config",
          "consumer",
          "consumer_group",
          "created_at",
          "enabled",
          "id",
          "instance_name",
          "name",
          "ordering",
          "protocols",
          "route",
          "service",
          "tags",
          "updated_at");

  /// One thing that is wrong with a schema.
  ///
  /// @param path where, such as `fields.config.timeout`; empty for the program as a whole
  public record Problem(String path, String reason) {
    @Override
    public String toString() {
      return path.isEmpty() ? reason : path + ": " + reason;
    }
  }

  /// A text is no schema that can be used.
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    Refused(List<Problem> problems) {
      super(
          "invalid plugin schema: "
              + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
      this.problems = problems;
    }

    /// At least one.
    public List<Problem> problems() {
      return problems;
    }
  }

  /// Reads a schema.
  ///
  /// @throws Refused when the text is no program, the program fails or uses too much, or its table
  ///   is no plugin's schema
  public static UploadedSchema read(String text) throws Refused {
    return read(text, Budget.STANDARD);
  }

  static UploadedSchema read(String text, Budget budget) throws Refused {
    SchemaProblems problems = new SchemaProblems();
    UploadedSchema read = null;
    try {
      LuaProgram program = LuaProgram.compile(text, budget);
      read = program.run(result -> new Reader(program, problems).read(text, result));
    } catch (LuaFailure e) {
      problems.add("", String.valueOf(e.getMessage()));
    }
    if (read != null && problems.found().isEmpty()) {
      Presets.check(read.schema().fields(), "fields", problems);
    }
    if (read == null || !problems.found().isEmpty()) {
      throw new Refused(problems.found());
    }
    return read;
  }

  /// Confined to one reading.
  private record Reader(LuaProgram program, SchemaProblems problems) {

    @Nullable UploadedSchema read(String text, LuaValue result) {
      if (!(result instanceof LuaTable table)) {
        problems.add(
            "", "returns a " + result.typename() + " (expected: the table of a plugin's schema)");
        return null;
      }
      checkMembers(table);
      String name = table.get("name").isstring() ? table.get("name").tojstring() : "";
      if (name.isEmpty()) {
        problems.add("name", "required field missing");
      } else if (!NAME.matcher(name).matches()) {
        problems.add(
            "name",
            "'" + name + "' (expected: letters, digits, '-', '_' and '.', no more than 128)");
      }
      if (!(table.get("fields") instanceof LuaTable)) {
        problems.add("fields", "'fields' must be a table");
        return null;
      }
      FieldReader reader = new FieldReader(program, problems);
      List<Field> fields = reader.fields(table.get("fields"), "fields", List.of("fields"), true);
      checkFields(fields);
      return new UploadedSchema(
          name,
          text,
          new Schema(
              name,
              fields,
              reader.checks(table.get("entity_checks"), "entity_checks", List.of("entity_checks")),
              reader.shorthands(table.get("shorthand_fields"), "", List.of("shorthand_fields")),
              transformations(table.get("transformations")),
              null,
              false));
    }

    private void checkMembers(LuaTable table) {
      for (Varargs entry = table.next(LuaValue.NIL);
          !entry.arg1().isnil();
          entry = table.next(entry.arg1())) {
        String member = LuaDocuments.text(BaseFunctions.text(entry.arg1()));
        if (!MEMBERS.contains(member)) {
          problems.add(member, "unknown field");
        }
      }
    }

    private void checkFields(List<Field> fields) {
      for (Field field : fields) {
        if (!FIELDS.contains(field.name())) {
          problems.add("fields." + field.name(), "cannot create a new field of plugins");
        }
      }
      boolean hasConfig =
          fields.stream()
              .anyMatch(
                  field -> field.name().equals("config") && field.type().word().equals("record"));
      if (!hasConfig && problems.found().isEmpty()) {
        problems.add("fields.config", "abstract field was not specialized (expected: a record)");
      }
    }

    private List<Transformation> transformations(LuaValue list) {
      List<Transformation> out = new ArrayList<>();
      if (list.isnil()) {
        return out;
      }
      int position = 0;
      for (LuaValue each : ConstraintReader.elements(list)) {
        position++;
        LuaTable table = each.checktable();
        if (!table.get("on_write").isfunction()) {
          continue; // A change on reading needs nothing of the control plane.
        }
        LuaCall call = new LuaCall(program, with(List.of("transformations"), position, "on_write"));
        out.add(
            new Transformation(
                table.get("input").isnil() ? List.of() : texts(table.get("input")),
                table.get("needs").isnil() ? List.of() : texts(table.get("needs")),
                values -> transform(call, values)));
      }
      return out;
    }

    private static Map<String, @Nullable Object> transform(LuaCall call, List<Object> values) {
      try {
        return call.table(values);
      } catch (LuaFailure e) {
        throw new SchemaViolations(
            Map.of(
                SchemaViolations.ENTITY,
                List.of("the schema's own transformation failed: " + e.getMessage())));
      }
    }
  }
}
