package io.troop.proxy.vault;

import io.troop.plugin.entity.Vault;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.tools.HttpCaller;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes vaults of their settings; equal settings share one, and with it its login. *Thread-safe.*
public final class SecretSources {
  private final HttpCaller http;
  private final InstantSource clock;
  private final Map<String, String> environment;
  private final Map<Key, SecretSource> made = new ConcurrentHashMap<>();

  /// A vault's kind and settings.
  public record Key(String kind, Map<String, ? extends @Nullable Object> config) {}

  public SecretSources(HttpCaller http, InstantSource clock, Map<String, String> environment) {
    this.http = http;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  /// @throws IllegalStateException when it can't be made; the message says why
  public SecretSource of(Key key) {
    SecretSource known = made.get(key);
    return known != null ? known : made.computeIfAbsent(key, this::make);
  }

  private SecretSource make(Key key) {
    Map<String, @Nullable Object> config = new java.util.LinkedHashMap<>(key.config());
    return switch (key.kind()) {
      case "file" ->
          new FileVault(Path.of(RecordBinder.bind(Vault.FileFolder.class, config).prefix()));
      case "hcv" -> new HashicorpVault(RecordBinder.bind(Vault.Hcv.class, config), http, clock);
      case "aws" ->
          new AwsVault(RecordBinder.bind(Vault.Aws.class, config), http, clock, environment::get);
      default -> throw new IllegalStateException("this node knows no vault of kind " + key.kind());
    };
  }
}
