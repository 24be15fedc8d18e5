package io.troop.control.governance.audit;

import io.troop.control.document.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One entry of a chain. *Immutable.*
///
/// @param seq its place in the chain, counted from 1
/// @param at when, in seconds
/// @param expiresAt until when it stays, in seconds
/// @param text its members as JSON, as they were hashed
public record Entry(
    String chain,
    long seq,
    long at,
    long expiresAt,
    UUID controlPlane,
    @Nullable String workspace,
    String text,
    byte[] hash) {

  /// What is about to become an entry.
  ///
  /// @param text its members as JSON
  record Draft(
      long at, long expiresAt, UUID controlPlane, @Nullable String workspace, String text) {

    Entry entry(String chain, long seq, byte[] previous) {
      byte[] hash = hash(chain, seq, at, expiresAt, text, previous);
      return new Entry(chain, seq, at, expiresAt, controlPlane, workspace, text, hash);
    }
  }

  /// The hash that an entry has behind that one.
  byte[] hashAfter(byte[] previous) {
    return hash(chain, seq, at, expiresAt, text, previous);
  }

  private static byte[] hash(
      String chain, long seq, long at, long expiresAt, String text, byte[] previous) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous);
      digest.update(chain.getBytes(StandardCharsets.UTF_8));
      digest.update(
          ByteBuffer.allocate(25)
              .put((byte) 0)
              .putLong(seq)
              .putLong(at)
              .putLong(expiresAt)
              .array());
      return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException(problem);
    }
  }

  /// The members as they are shown.
  public Map<String, @Nullable Object> members() {
    return Json.object(text);
  }
}
