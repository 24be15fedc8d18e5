package io.troop.control.lua;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Trait;
import io.troop.plugin.schema.Type;
import io.troop.plugin.schema.Typedefs;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// The module `kong.db.schema.typedefs` as a schema sees it, made from the engine's own typedefs
/// and the few that only plugins' schemas use. Names and shapes are Kong's
/// (`db/schema/typedefs.lua`). *Immutable*: every run gets tables of its own.
final class TypedefTables {

  private static final List<String> TRACE_FORMATS =
      List.of("aws", "b3", "b3-single", "datadog", "gcp", "instana", "jaeger", "ot", "w3c");

  private static final String JWK_MEMBERS =
      "issuer kty use key_ops alg kid x5u x5c x5t x5t#S256 k x y crv n e d p q dp dq qi oth r t";

  private static final Map<String, Field> FIELDS = new HashMap<>();

  static {
    for (Typedef typedef : Typedef.values()) {
      FIELDS.put(typedef.name().toLowerCase(Locale.ROOT), Typedefs.of(typedef));
    }
    FIELDS.put("cidr", Typedefs.of(Typedef.CIDR_V4));
    FIELDS.put("redis_host", Typedefs.of(Typedef.HOST));
    FIELDS.put("redis_server_name", Typedefs.of(Typedef.SNI));
    FIELDS.put("capability", Field.part(Type.Plain.STRING));
    FIELDS.put("no_route", none(Field.part(new Type.Foreign("routes", null))));
    FIELDS.put("no_service", none(Field.part(new Type.Foreign("services", null))));
    FIELDS.put("no_consumer", none(Field.part(new Type.Foreign("consumers", null))));
    FIELDS.put("no_sources", none(Typedefs.of(Typedef.SOURCES)));
    FIELDS.put("no_destinations", none(Typedefs.of(Typedef.DESTINATIONS)));
    FIELDS.put("no_methods", none(Typedefs.of(Typedef.METHODS)));
    FIELDS.put("no_hosts", none(Typedefs.of(Typedef.HOSTS)));
    FIELDS.put("no_paths", none(Typedefs.of(Typedef.ROUTER_PATHS)));
    FIELDS.put("no_headers", none(Typedefs.of(Typedef.HEADERS)));
    FIELDS.put("queue", queue());
    FIELDS.put("propagation", propagation());
    FIELDS.put("pem", pem());
    FIELDS.put("jwk", jwk());
  }

  private TypedefTables() {}

  /// The module, whose tables are made when asked for.
  static LuaTable table() {
    LuaTable module = new LuaTable();
    LuaTable metatable = new LuaTable();
    metatable.set(
        LuaValue.INDEX,
        new LibraryFunction(arguments -> {
          String name = arguments.arg(2).tojstring();
          Field field = FIELDS.get(name);
          if (field == null) {
            throw new LuaError("schema typedef error: definition " + name + " does not exist");
          }
          LuaTable typedef = FieldTables.of(field);
          typedef.setmetatable(callable());
          module.rawset(name, typedef);
          return typedef;
        }));
    module.setmetatable(metatable);
    return module;
  }

  /// Makes `typedefs.port { default = 80 }` the argument, completed from the typedef.
  private static LuaTable callable() {
    LuaTable metatable = new LuaTable();
    metatable.set(LuaValue.CALL, new LibraryFunction(TypedefTables::complete));
    return metatable;
  }

  private static Varargs complete(Varargs arguments) {
    LuaTable typedef = arguments.checktable(1);
    LuaTable out = arguments.opttable(2, new LuaTable());
    for (Varargs entry = typedef.next(LuaValue.NIL);
        !entry.arg1().isnil();
        entry = typedef.next(entry.arg1())) {
      if (out.get(entry.arg1()).isnil()) {
        out.set(entry.arg1(), entry.arg(2));
      }
    }
    return out;
  }

  private static Field none(Field field) {
    return field.with(new Constraint.Eq(null));
  }

  private static Field record(List<Field> fields, Check... checks) {
    return Field.part(new Type.RecordOf(Schema.of("", fields, List.of(checks))));
  }

  private static Field number(String name, Type type, Object preset, double min, double max) {
    return Field.of(name, type).preset(preset).with(new Constraint.Between(min, max));
  }

  private static Field queue() {
    double unbounded = 1_000_000;
    return record(
        List.of(
            number("max_batch_size", Type.Plain.INTEGER, 1L, 1, unbounded),
            number("max_coalescing_delay", Type.Plain.NUMBER, 1L, 0, 3600),
            number("max_entries", Type.Plain.INTEGER, 10_000L, 1, unbounded),
            Field.of("max_bytes", Type.Plain.INTEGER),
            Field.of("max_retry_time", Type.Plain.NUMBER).preset(60L),
            number("initial_retry_delay", Type.Plain.NUMBER, 0.01, 0.001, unbounded),
            number("max_retry_delay", Type.Plain.NUMBER, 60L, 0.001, unbounded),
            Field.of("concurrency_limit", Type.Plain.INTEGER)
                .preset(1L)
                .with(new Constraint.OneOf(List.of(-1L, 1L)))));
  }

  private static Field oneOf(List<String> values) {
    return Field.part(Type.Plain.STRING).with(new Constraint.OneOf(List.copyOf(values)));
  }

  private static Field propagation() {
    List<String> extractable =
        TRACE_FORMATS.stream().filter(format -> !format.equals("b3-single")).toList();
    List<String> injectable = new ArrayList<>(List.of("preserve"));
    injectable.addAll(TRACE_FORMATS);
    return record(
        List.of(
            Field.of("extract", new Type.ArrayOf(oneOf(extractable))),
            Field.of("clear", new Type.ArrayOf(Typedefs.of(Typedef.HEADER_NAME))),
            Field.of("inject", new Type.ArrayOf(oneOf(injectable))),
            oneOf(TRACE_FORMATS).named("default_format").required(true)));
  }

  private static Field pem() {
    return record(
        List.of(
            Field.of("private_key", Type.Plain.STRING)
                .with(Trait.REFERENCEABLE)
                .with(Trait.ENCRYPTED),
            Field.of("public_key", Type.Plain.STRING).with(Trait.REFERENCEABLE)),
        Check.atLeastOneOf("private_key", "public_key"));
  }

  private static Field jwk() {
    List<String> lists = List.of("key_ops", "x5c");
    List<Field> fields = new ArrayList<>();
    for (String name : JWK_MEMBERS.split(" ", -1)) {
      Type type =
          lists.contains(name)
              ? new Type.ArrayOf(Field.part(Type.Plain.STRING))
              : Type.Plain.STRING;
      fields.add(Field.of(name, type).required(name.equals("kid")));
    }
    return record(fields);
  }
}
