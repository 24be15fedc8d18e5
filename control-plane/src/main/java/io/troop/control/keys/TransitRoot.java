package io.troop.control.keys;

import io.troop.certs.TrustException;
import io.troop.control.document.Json;
import io.troop.control.remote.Http;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A key in the transit engine of HashiCorp Vault. When Vault rotated it, keys are wrapped by its
/// newest version the next time. *Thread-safe.*
final class TransitRoot implements RootKey {

  private final String key;
  private final String base;
  private final Supplier<String> token;
  private final Http http;

  /// @param base where the engine is, such as `https://vault:8200/v1/transit`
  /// @param token asked for every time: who renews it writes it to a file
  TransitRoot(String key, String base, Supplier<String> token, Http http) {
    this.key = key;
    this.base = base;
    this.token = token;
    this.http = http;
  }

  @Override
  public String name() {
    return "vault " + key;
  }

  @Override
  public byte[] wrap(byte[] other) {
    String text = Base64.getEncoder().encodeToString(other);
    return call("encrypt", "plaintext", text, "ciphertext").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public byte[] unwrap(byte[] wrapped) {
    String text = new String(wrapped, StandardCharsets.US_ASCII);
    if (!text.startsWith("vault:")) {
      throw new TrustException("not wrapped by Vault");
    }
    return Base64.getDecoder().decode(call("decrypt", "ciphertext", text, "plaintext"));
  }

  @Override
  public byte @Nullable [] own() {
    return null;
  }

  private String call(String action, String input, String text, String output) {
    try {
      String answer =
          http.post(
              URI.create(base + "/" + action + "/" + key),
              Map.of("X-Vault-Token", token.get(), "Content-Type", "application/json"),
              Json.text(Map.of(input, text)).getBytes(StandardCharsets.UTF_8));
      if (Json.object(answer).get("data") instanceof Map<?, ?> data
          && data.get(output) instanceof String found) {
        return found;
      }
      throw new TrustException("Vault answered " + action + " without " + output);
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new TrustException("stopped while Vault was asked", problem);
    } catch (IOException | Json.Malformed | IllegalArgumentException problem) {
      throw new TrustException(
          "Vault did not " + action + " with " + key + ": " + problem.getMessage(), problem);
    }
  }
}
