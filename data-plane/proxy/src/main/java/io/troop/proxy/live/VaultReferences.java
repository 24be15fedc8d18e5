package io.troop.proxy.live;

import io.troop.plugin.Entities;
import io.troop.plugin.entity.Vault;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.proxy.chain.References;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds secrets in the node's environment: `{vault://env/NAME}`, or `{vault://PREFIX/NAME}` with a
/// vault entity of that prefix. `/KEY` behind the name picks a member of a value that is a JSON
/// object. *Thread-safe.*
public final class VaultReferences implements References {
  private static final String BEGIN = "{vault://";

  private final Map<String, String> environment;
  private volatile @Nullable Entities vaults;

  public VaultReferences(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The configuration whose vaults count from now on.
  void vaults(Entities entities) {
    vaults = entities;
  }

  @Override
  public String resolve(String value) {
    if (!value.startsWith(BEGIN) || !value.endsWith("}")) {
      return value;
    }
    String inner = value.substring(BEGIN.length(), value.length() - 1);
    int question = inner.indexOf('?');
    String path = question < 0 ? inner : inner.substring(0, question);
    List<String> parts = List.of(path.split("/", -1));
    if (parts.size() < 2 || parts.get(1).isEmpty()) {
      throw unresolved(value, "it names no secret");
    }
    String prefix = question < 0 ? null : argument(inner.substring(question + 1), "prefix");
    String name = (prefix == null ? prefix(value, parts.getFirst()) : prefix) + parts.get(1);
    String secret = environment.get(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    if (secret == null) {
      secret = environment.get(name);
    }
    if (secret == null) {
      throw unresolved(value, "there is no such environment variable");
    }
    return parts.size() > 2 ? member(value, secret, parts.get(2)) : secret;
  }

  private String prefix(String reference, String vault) {
    if (vault.equals("env")) {
      return "";
    }
    Entities entities = vaults;
    Vault found = entities == null ? null : entities.find(Vault.class, "prefix", vault);
    if (found == null || !found.name().equals("env")) {
      throw unresolved(reference, "there is no vault '" + vault + "' of kind env");
    }
    return found.config().get("prefix") instanceof String prefix ? prefix : "";
  }

  private static String member(String reference, String secret, String key) {
    try {
      Object found = Json.parse(secret) instanceof Map<?, ?> map ? map.get(key) : null;
      if (found != null) {
        return String.valueOf(found);
      }
    } catch (JsonException e) {
      throw unresolved(reference, "the value is no JSON object");
    }
    throw unresolved(reference, "the value has no member '" + key + "'");
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
