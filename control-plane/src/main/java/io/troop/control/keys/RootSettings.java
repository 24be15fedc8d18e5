package io.troop.control.keys;

import io.troop.certs.MasterKey;
import io.troop.control.ControlSettings;
import io.troop.control.remote.AwsKeys;
import io.troop.control.remote.Http;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which root key wraps the others, and which may have before. *Immutable.*
///
/// @param earlier roots that keys may still be wrapped by
record RootSettings(RootKey root, List<RootKey> earlier) {

  private static final Setting<String> PROVIDER =
      Setting.oneOf("troop_master_key_provider", "local", "local", "aws-kms", "vault");
  private static final Setting<String> KMS_KEY = Setting.text("troop_master_key_kms_key_id", null);
  private static final Setting<String> KMS_REGION =
      Setting.text("troop_master_key_kms_region", null);
  private static final Setting<String> KMS_ENDPOINT =
      Setting.text("troop_master_key_kms_endpoint", null);
  private static final Setting<String> VAULT_ADDRESS =
      Setting.text("troop_master_key_vault_addr", null);
  private static final Setting<String> VAULT_MOUNT =
      Setting.text("troop_master_key_vault_mount", "transit");
  private static final Setting<String> VAULT_KEY = Setting.text("troop_master_key_vault_key", null);
  private static final Setting<String> VAULT_TOKEN = Setting.secret("troop_master_key_vault_token");
  private static final Setting<String> VAULT_TOKEN_FILE =
      Setting.text("troop_master_key_vault_token_file", null);

  /// @param environment that of the process: keys are no settings, so that nothing shows them
  static RootSettings of(
      Settings settings,
      Map<String, String> environment,
      InstantSource clock,
      SecureRandom random) {
    Path file = ControlSettings.home().resolve("master.key");
    List<RootKey> earlier = new ArrayList<>();
    @Nullable String previous = environment.get("TROOP_MASTER_KEY_PREVIOUS");
    if (previous != null && !previous.isBlank()) {
      earlier.add(local("TROOP_MASTER_KEY_PREVIOUS", previous, file, random));
    }
    @Nullable String given = environment.get("TROOP_MASTER_KEY");
    boolean isGiven = given != null && !given.isBlank();
    String provider = settings.get(PROVIDER);
    if (provider.equals("local")) {
      if (isGiven && Files.exists(file)) {
        earlier.add(local("master.key", null, file, random));
      }
      return new RootSettings(
          local(isGiven ? "TROOP_MASTER_KEY" : "master.key", given, file, random),
          List.copyOf(earlier));
    }
    if (isGiven) {
      earlier.add(local("TROOP_MASTER_KEY", given, file, random));
    }
    if (Files.exists(file)) {
      earlier.add(local("master.key", null, file, random));
    }
    RootKey root =
        provider.equals("aws-kms") ? kms(settings, environment, clock) : transit(settings);
    return new RootSettings(root, List.copyOf(earlier));
  }

  private static RootKey local(
      String name, @Nullable String base64, Path file, SecureRandom random) {
    MasterKey key = MasterKey.load(base64, file, random);
    try {
      String text = base64 == null || base64.isBlank() ? Files.readString(file) : base64;
      return new LocalRoot(name, key, Base64.getDecoder().decode(text.strip()));
    } catch (IOException problem) {
      throw new SettingException("the master key file " + file + " can't be read: " + problem);
    }
  }

  private static RootKey kms(
      Settings settings, Map<String, String> environment, InstantSource clock) {
    String key = needed(settings, KMS_KEY, "an id, an ARN or an alias of a key");
    String[] parts = key.split(":", -1);
    String region =
        settings
            .find(KMS_REGION)
            .or(() -> parts.length > 4 ? Optional.of(parts[3]) : Optional.empty())
            .or(() -> Optional.ofNullable(environment.get("AWS_REGION")))
            .orElseThrow(() ->
                new SettingException(
                    "troop_master_key_kms_region is missing (expected: such as eu-west-1)"));
    URI uri =
        URI.create(
            settings.find(KMS_ENDPOINT).orElse("https://kms." + region + ".amazonaws.com") + "/");
    Http http = new Http();
    return new KmsRoot(key, region, uri, http, new AwsKeys(environment, http, clock), clock);
  }

  private static RootKey transit(Settings settings) {
    String base =
        needed(settings, VAULT_ADDRESS, "such as https://vault.example.com:8200")
            + "/v1/"
            + settings.get(VAULT_MOUNT);
    String key = needed(settings, VAULT_KEY, "the name of a key of the transit engine");
    Optional<String> file = settings.find(VAULT_TOKEN_FILE);
    Supplier<String> token =
        file.isPresent()
            ? () -> read(file.get())
            : () -> needed(settings, VAULT_TOKEN, "a token, or troop_master_key_vault_token_file");
    return new TransitRoot(key, base, token, new Http());
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException problem) {
      throw new SettingException(
          "troop_master_key_vault_token_file: \"" + file + "\" can't be read: " + problem);
    }
  }

  private static String needed(Settings settings, Setting<String> setting, String expected) {
    return settings
        .find(setting)
        .filter(text -> !text.isBlank())
        .orElseThrow(() ->
            new SettingException(setting.name() + " is missing (expected: " + expected + ")"));
  }
}
