package io.troop.control.keys;

import io.troop.certs.TrustException;
import io.troop.control.document.Json;
import io.troop.control.remote.AwsKeys;
import io.troop.control.remote.Http;
import io.troop.plugin.aws.AwsSignature;
import io.troop.plugin.tools.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A key in AWS KMS, by its `Encrypt` and `Decrypt`. *Thread-safe.*
final class KmsRoot implements RootKey {

  private static final Map<String, String> CONTEXT = Map.of("troop", "master-key");

  private final String key;
  private final String region;
  private final URI uri;
  private final Http http;
  private final AwsKeys credentials;
  private final InstantSource clock;

  /// @param key an id, an ARN or an alias
  KmsRoot(String key, String region, URI uri, Http http, AwsKeys credentials, InstantSource clock) {
    this.key = key;
    this.region = region;
    this.uri = uri;
    this.http = http;
    this.credentials = credentials;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "aws-kms " + key;
  }

  @Override
  public byte[] wrap(byte[] other) {
    return call("Encrypt", "Plaintext", other, "CiphertextBlob");
  }

  @Override
  public byte[] unwrap(byte[] wrapped) {
    return call("Decrypt", "CiphertextBlob", wrapped, "Plaintext");
  }

  @Override
  public byte @Nullable [] own() {
    return null;
  }

  /// KMS finds the key of a text by itself: so one that another key wrapped can be unwrapped, too.
  private synchronized byte[] call(String action, String input, byte[] bytes, String output) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (action.equals("Encrypt")) {
      members.put("KeyId", key);
    }
    members.put(input, Base64.getEncoder().encodeToString(bytes));
    members.put("EncryptionContext", CONTEXT);
    byte[] body = Json.text(members).getBytes(StandardCharsets.UTF_8);
    try {
      HttpCall call =
          new AwsSignature(region, "kms")
              .sign(
                  HttpCall.of("POST", uri)
                      .with("Content-Type", "application/x-amz-json-1.1")
                      .with("X-Amz-Target", "TrentService." + action)
                      .with(body),
                  credentials.key(region),
                  clock.instant());
      Map<String, String> headers = new LinkedHashMap<>();
      call.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
      if (Json.object(http.post(uri, headers, body)).get(output) instanceof String text) {
        return Base64.getDecoder().decode(text);
      }
      throw new TrustException("AWS KMS answered " + action + " without " + output);
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new TrustException("stopped while AWS KMS was asked", problem);
    } catch (IOException | Json.Malformed | IllegalArgumentException problem) {
      throw new TrustException(
          "AWS KMS did not " + action + " with " + key + ": " + problem.getMessage(), problem);
    }
  }
}
