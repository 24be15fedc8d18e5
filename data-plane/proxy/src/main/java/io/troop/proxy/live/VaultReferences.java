package io.troop.proxy.live;

import io.troop.plugin.Entities;
import io.troop.plugin.entity.Vault;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.proxy.chain.References;
import io.troop.proxy.vault.Lifetime;
import io.troop.proxy.vault.SecretCache;
import io.troop.proxy.vault.SecretSources;
import io.troop.state.EntityKey;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds the secrets that references stand for: `{vault://VAULT/RESOURCE}`, where `VAULT` is the
/// prefix of a vault entity, or a kind of vault that the node's environment configures
/// (`KONG_VAULT_HCV_HOST`, …). `/KEY` behind the resource picks a member of a secret that is a JSON
/// object; a query overrides the vault's settings. *Thread-safe.*
public final class VaultReferences implements References {
  private static final String BEGIN = "{vault://";
  private static final Map<String, Class<? extends Record>> KINDS =
      Map.of("file", Vault.FileFolder.class, "hcv", Vault.Hcv.class, "aws", Vault.Aws.class);

  private final Map<String, String> environment;
  private final SecretSources sources;
  private final SecretCache cache;
  private final Set<EntityKey> users = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Entities vaults;

  public VaultReferences(
      Map<String, String> environment, SecretSources sources, SecretCache cache) {
    this.environment = Map.copyOf(environment);
    this.sources = sources;
    this.cache = cache;
  }

  /// The configuration whose vaults count from now on.
  void vaults(Entities entities) {
    vaults = entities;
  }

  /// The entities with references, and some that had: they are to be made anew when vaults change.
  Set<EntityKey> users() {
    return Set.copyOf(users);
  }

  /// A reference in its parts.
  ///
  /// @param key the member to pick; null for the whole secret
  /// @param query what overrides the vault's settings
  private record Reference(
      String text, String vault, String resource, @Nullable String key, String query) {

    static Reference of(String value) {
      String inner = value.substring(BEGIN.length(), value.length() - 1);
      int question = inner.indexOf('?');
      String path = question < 0 ? inner : inner.substring(0, question);
      int slash = path.indexOf('/');
      String rest = slash < 0 ? "" : path.substring(slash + 1);
      int last = rest.lastIndexOf('/');
      if (rest.isEmpty() || last == 0) {
        throw unresolved(value, "it names no secret");
      }
      boolean folder = last == rest.length() - 1;
      return new Reference(
          value,
          path.substring(0, slash),
          last < 0 ? rest : rest.substring(0, last),
          last < 0 || folder ? null : rest.substring(last + 1),
          question < 0 ? "" : inner.substring(question + 1));
    }
  }

  @Override
  public String resolve(String value) {
    return found(value, null);
  }

  @Override
  public String resolve(String value, EntityKey user) {
    return found(value, user);
  }

  private String found(String value, @Nullable EntityKey user) {
    if (!value.startsWith(BEGIN) || !value.endsWith("}")) {
      return value;
    }
    if (user != null) {
      users.add(user);
    }
    Reference reference = Reference.of(value);
    Entities entities = vaults;
    Vault entity =
        entities == null ? null : entities.find(Vault.class, "prefix", reference.vault());
    String kind = entity == null ? reference.vault() : entity.name();
    String secret =
        kind.equals("env")
            ? variable(reference, entity)
            : remote(reference, kind, config(reference, kind, entity), user);
    return reference.key() == null ? secret : member(reference, secret);
  }

  private Map<String, @Nullable Object> config(
      Reference reference, String kind, @Nullable Vault entity) {
    Class<? extends Record> type = KINDS.get(kind);
    if (type == null) {
      throw unresolved(reference.text(), "there is no vault '" + reference.vault() + "'");
    }
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    Schema schema = Schema.of(type);
    for (var field : schema.fields()) {
      String variable = "KONG_VAULT_" + kind + "_" + field.name();
      String given = entity == null ? environment.get(variable.toUpperCase(Locale.ROOT)) : null;
      String override = argument(reference.query(), field.name());
      Object set = entity == null ? null : entity.config().get(field.name());
      Object value = override != null ? typed(override) : given != null ? typed(given) : set;
      if (value != null) {
        // A vault's own secrets may be in the environment.
        config.put(field.name(), value instanceof String text ? ownSecret(text) : value);
      }
    }
    try {
      return entity == null ? schema.check(config) : config;
    } catch (SchemaViolations wrong) {
      throw unresolved(reference.text(), "the vault is not set up: " + wrong.getMessage());
    }
  }

  private String ownSecret(String text) {
    return text.startsWith(BEGIN + "env/") ? found(text, null) : text;
  }

  private static Object typed(String text) {
    return text.matches("\\d{1,9}") ? (Object) Long.valueOf(text) : text;
  }

  private String remote(
      Reference reference,
      String kind,
      Map<String, @Nullable Object> config,
      @Nullable EntityKey user) {
    var key = new SecretSources.Key(kind, config);
    return cache.get(
        new SecretCache.Key(key, reference.resource()), sources.of(key), Lifetime.of(config), user);
  }

  private String variable(Reference reference, @Nullable Vault entity) {
    String override = argument(reference.query(), "prefix");
    Object set = entity == null ? null : entity.config().get("prefix");
    String prefix = override != null ? override : set instanceof String text ? text : "";
    String name = prefix + reference.resource();
    String secret = environment.get(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    if (secret == null) {
      secret = environment.get(name);
    }
    if (secret == null) {
      throw unresolved(reference.text(), "there is no such environment variable");
    }
    return secret;
  }

  private static String member(Reference reference, String secret) {
    try {
      Object found = Json.parse(secret) instanceof Map<?, ?> map ? map.get(reference.key()) : null;
      if (found != null) {
        return String.valueOf(found);
      }
    } catch (JsonException e) {
      throw unresolved(reference.text(), "the value is no JSON object");
    }
    throw unresolved(reference.text(), "the value has no member '" + reference.key() + "'");
  }

  private static @Nullable String argument(String query, String name) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }

  private static IllegalStateException unresolved(String reference, String reason) {
    return new IllegalStateException("reference " + reference + " can't be resolved: " + reason);
  }
}
