package io.troop.control.kong;

import io.troop.control.document.Json;
import io.troop.state.Entity;
import io.troop.state.Hash;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A whole configuration as a node takes it: the compressed `reconfigure` message. *Immutable*:
/// nobody may write into the bytes, which are sent to many.
///
/// @param hash what a node that serves it says in its pings
record Payload(Sealed sealed, String hash, byte[] bytes) {

  /// What a node without a configuration says.
  static final String NO_HASH = "0".repeat(32);

  /// A node rebuilds its router, plugins or balancers only when these differ.
  private static final List<String> HASHED =
      List.of("routes", "services", "plugins", "upstreams", "targets");

  /// Writes the message.
  ///
  /// @param entities by kind
  static Payload of(
      Sealed sealed,
      Image image,
      UUID workspace,
      Map<String, List<Map<String, @Nullable Object>>> entities,
      Instant now) {
    String hash = sealed.root().configHash();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out =
        new OutputStreamWriter(new GZIPOutputStream(bytes, 64 * 1024), StandardCharsets.UTF_8)) {
      out.write(
          "{\"type\":\"reconfigure\",\"timestamp\":"
              + BigDecimal.valueOf(now.toEpochMilli(), 3).toPlainString());
      out.write(",\"config_hash\":" + Json.text(hash));
      out.write(",\"hashes\":" + Json.text(hashes(hash, image)));
      out.write(",\"config_table\":{\"_format_version\":\"3.0\",\"_transform\":false");
      out.write(
          ",\"workspaces\":["
              + Json.text(Map.of("id", workspace.toString(), "name", "default"))
              + "]");
      for (var kind : entities.entrySet()) {
        out.write("," + Json.text(kind.getKey()) + ":");
        char before = '[';
        for (Map<String, @Nullable Object> entity : kind.getValue()) {
          out.write(before);
          out.write(Json.text(entity));
          before = ',';
        }
        out.write(']');
      }
      out.write("}}");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Payload(sealed, hash, bytes.toByteArray());
  }

  private static Map<String, String> hashes(String config, Image image) {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("config", config);
    HASHED.forEach(kind -> hashes.put(kind, hash(image.ofKind(kind))));
    return hashes;
  }

  private static String hash(List<Entity> entities) {
    if (entities.isEmpty()) {
      return NO_HASH;
    }
    String all =
        String.join(
            "", entities.stream().map(entity -> entity.hash().toString()).sorted().toList());
    return Hash.sha256(all.getBytes(StandardCharsets.US_ASCII)).toString().substring(0, 32);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload that
        && sealed.equals(that.sealed)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return sealed.hashCode();
  }

  /// Without the bytes: they hold secrets.
  @Override
  public String toString() {
    return sealed + ", " + bytes.length + " bytes";
  }
}
