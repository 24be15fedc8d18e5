package io.troop.proxy.live;

import io.troop.plugin.Catalog;
import io.troop.plugin.entity.Certificate;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.entity.PluginInstance;
import io.troop.plugin.entity.Sni;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.Type;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.chain.PluginMaker;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the next configuration of the last one and what changed. *Called by one thread at a time.*
///
/// Only what a change touches is compiled; the rest is shared.
public final class ConfigCompiler {
  private final Catalog catalog;
  private final PluginMaker plugins;
  private final Balancers balancers;
  private final VaultReferences references;
  private final InstantSource clock;

  /// @param references finds secrets of certificates in vaults
  public ConfigCompiler(
      Catalog catalog,
      PluginMaker plugins,
      Balancers balancers,
      VaultReferences references,
      InstantSource clock) {
    this.catalog = catalog;
    this.plugins = plugins;
    this.balancers = balancers;
    this.references = references;
    this.clock = clock;
  }

  /// What a node has before its first configuration, ready to be compiled upon.
  CompiledConfig blank() {
    return CompiledConfig.blank(EntityIndex.of(catalog.entities(), clock), balancers);
  }

  Compilation compile(CompiledConfig last, List<Change> changes) {
    Compilation compilation = new Compilation(last, balancers, catalog.flavor());
    Map<EntityKey, EntityIndex.@Nullable Row> rows = new LinkedHashMap<>();
    for (Change change : changes) {
      compilation.touched(change.key());
      Entity entity = change.after();
      try {
        rows.put(change.key(), entity == null ? null : row(entity));
      } catch (IllegalArgumentException e) {
        compilation.refused(change.key(), String.valueOf(e.getMessage()));
      }
    }
    compilation.index(rows);
    references.vaults(compilation.entities());
    for (EntityKey key : rows.keySet()) {
      part(compilation, key, rows.get(key));
    }
    if (rows.keySet().stream().anyMatch(key -> key.kind().equals("vaults"))) {
      for (EntityKey user : references.users()) {
        if (!rows.containsKey(user) && last.index().row(user) != null) {
          compilation.touched(user);
          part(compilation, user, last.index().row(user));
        }
      }
    }
    compilation.finish();
    return compilation;
  }

  /// The same configuration with these entities made anew, because secrets in them changed.
  Compilation again(CompiledConfig last, Set<EntityKey> keys) {
    Compilation compilation = new Compilation(last, balancers, catalog.flavor());
    for (EntityKey key : keys) {
      EntityIndex.Row row = last.index().row(key);
      if (row != null) {
        compilation.touched(key);
        part(compilation, key, row);
      }
    }
    compilation.finish();
    return compilation;
  }

  @SuppressWarnings({"unchecked", "IllegalCatch"}) // an entity's document is a map of names
  private EntityIndex.Row row(Entity entity) {
    EntitySpec spec = catalog.entity(entity.key().kind());
    if (spec == null) {
      throw new IllegalArgumentException("this node knows no " + entity.key().kind());
    }
    try {
      var document = (Map<String, @Nullable Object>) Json.parse(entity.json());
      if (document == null) {
        throw new IllegalArgumentException("the document is null (expected: an object)");
      }
      checkParents(spec, document);
      Record record = RecordBinder.bind(spec.type(), document);
      return EntityIndex.Row.of(spec, entity.key(), entity.workspace(), record, document);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("the document can't be read: " + e.getMessage(), e);
    }
  }

  /// An entity is found by what it belongs to.
  private static void checkParents(EntitySpec spec, Map<String, @Nullable Object> document) {
    for (Field field : spec.schema().fields()) {
      if (field.type() instanceof Type.Foreign
          && field.required()
          && document.get(field.name()) == null) {
        throw new IllegalArgumentException(field.name() + ": none (expected: an entity's id)");
      }
    }
  }

  /// The part of a configuration that an entity is.
  @SuppressWarnings("IllegalCatch") // one bad entity must not keep the others from serving
  private void part(Compilation compilation, EntityKey key, EntityIndex.@Nullable Row row) {
    try {
      switch (key.kind()) {
        case "routes" -> compilation.route(key.id());
        case "services" -> compilation.service(key.id());
        case "plugins" -> plugin(compilation, key, row);
        case "upstreams" -> compilation.upstream(key.id());
        case "targets" -> compilation.target(key);
        case "certificates" -> certificate(compilation, key, row);
        case "snis" -> sni(compilation, key, row);
        case "consumer_group_consumers" -> compilation.member(key);
        default -> {} // it is looked up, and takes part in nothing by itself
      }
    } catch (RuntimeException e) {
      compilation.refused(key, Compilation.reason(e));
    }
  }

  private void plugin(Compilation compilation, EntityKey key, EntityIndex.@Nullable Row row) {
    compilation.plugin(
        key.id(),
        row == null ? null : plugins.make((PluginInstance) row.record(), row.workspace()));
  }

  private void certificate(Compilation compilation, EntityKey key, EntityIndex.@Nullable Row row) {
    if (row == null) {
      compilation.certificates(table -> table.without(key.id()));
      return;
    }
    Certificate certificate = (Certificate) row.record();
    String certAlt = certificate.certAlt();
    String keyAlt = certificate.keyAlt();
    var served =
        new Certificates.Served(
            certificate.id(),
            references.resolve(certificate.cert(), key),
            references.resolve(certificate.key(), key),
            certAlt == null ? null : references.resolve(certAlt, key),
            keyAlt == null ? null : references.resolve(keyAlt, key));
    compilation.certificates(table -> table.with(served));
  }

  private static void sni(Compilation compilation, EntityKey key, EntityIndex.@Nullable Row row) {
    compilation.certificates(table ->
        row != null && row.record() instanceof Sni sni
            ? table.withSni(sni.id(), sni.name(), sni.certificate().id())
            : table.withoutSni(key.id()));
  }
}
