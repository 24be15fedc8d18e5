package io.troop.plugin.schema;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the schema of a plugin together from its configuration record. *Stateless.*
final class PluginSchemas {

  private PluginSchemas() {}

  static Schema of(String name, Class<? extends Record> config) {
    Applies applies = config.getAnnotation(Applies.class);
    List<Field> fields = new ArrayList<>();
    if (applies != null && !applies.toConsumers()) {
      fields.add(refused("consumer", "consumers"));
      // Kong's open source, whose schemas these are, knows no groups here.
      fields.add(refused("consumer_group", "consumer_groups").with(Trait.UNTOLD));
    }
    if (applies != null && !applies.toRoutes()) {
      fields.add(refused("route", "routes"));
    }
    if (applies != null && !applies.toServices()) {
      fields.add(refused("service", "services"));
    }
    fields.add(protocols(applies));
    fields.add(config(config));
    return Schema.of(name, fields, Statics.list(config, "PLUGIN_CHECKS", Check.class));
  }

  private static Field refused(String name, String collection) {
    return Field.of(name, new Type.Foreign(collection, null))
        .with(new Constraint.Eq(null))
        .doc("Not for this plugin.");
  }

  private static Field protocols(@Nullable Applies applies) {
    if (applies == null) {
      return Typedefs.protocols(Typedefs.HTTP_PROTOCOLS, Typedefs.HTTP_PROTOCOLS)
          .named("protocols");
    }
    List<String> allowed = List.of(applies.protocols());
    List<String> preset =
        applies.defaultProtocols().length == 0 ? allowed : List.of(applies.defaultProtocols());
    return Typedefs.protocols(allowed, preset).named("protocols");
  }

  private static Field config(Class<? extends Record> type) {
    Field config = Field.of("config", new Type.RecordOf(Schema.of(type))).required(true);
    CheckedBy checked = type.getAnnotation(CheckedBy.class);
    return checked == null
        ? config
        : config.with(new Constraint.Custom(Statics.make(checked.value())));
  }
}
