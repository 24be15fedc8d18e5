package io.troop.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entity as data: its document in canonical JSON and the hash over everything that makes it
/// what it is. *Immutable*: nobody may write into [#json].
///
/// The hash is the SHA-256 digest of the canonical JSON
/// `{"document":…,"id":"…","kind":"…","workspace":"…"}`. So the workspace and the kind are hashed
/// and signed with the document, while the document itself stays what the schema knows: it has no
/// member that a user did not write or a default did not fill. Stores and the wire carry the four
/// parts side by side, and whoever reads them computes the hash anew by [#received].
public final class Entity {

  private final EntityKey key;
  private final String workspace;
  private final byte[] json;
  private final Hash hash;

  private Entity(EntityKey key, String workspace, byte[] json) {
    this.key = key;
    this.workspace = workspace;
    this.json = json;
    this.hash =
        Hash.sha256(
            "{\"document\":".getBytes(StandardCharsets.US_ASCII),
            json,
            (",\"id\":\""
                    + key.id()
                    + "\",\"kind\":"
                    + CanonicalJson.text(key.kind())
                    + ",\"workspace\":"
                    + CanonicalJson.text(workspace)
                    + "}")
                .getBytes(StandardCharsets.UTF_8));
  }

  /// The entity with this document, which carries its id, too, as Kong shows it.
  ///
  /// @param workspace the workspace's name, such as `default`
  /// @throws IllegalArgumentException for a document that JSON can't carry
  public static Entity of(
      EntityKey key, String workspace, Map<String, ? extends @Nullable Object> document) {
    return new Entity(key, workspace, CanonicalJson.bytes(document));
  }

  /// The entity whose canonical bytes came over the wire or from a disk. The hash is computed from
  /// these very bytes; that they are canonical is not checked, because a root over them proves it.
  public static Entity received(EntityKey key, String workspace, byte[] json) {
    return new Entity(key, workspace, json);
  }

  public EntityKey key() {
    return key;
  }

  /// The name of the workspace it lives in.
  public String workspace() {
    return workspace;
  }

  /// The document in canonical JSON (RFC 8785, UTF-8). The array is shared: read only.
  public byte[] json() {
    return json;
  }

  public Hash hash() {
    return hash;
  }

  /// Whether the bytes still have the hash: false means that memory or a disk lied.
  public boolean isIntact() {
    return new Entity(key, workspace, json).hash.equals(hash);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Entity that
        && key.equals(that.key)
        && workspace.equals(that.workspace)
        && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  /// Names the entity, without its document: that may hold secrets.
  @Override
  public String toString() {
    return key + "@" + hash.toString().substring(0, 12);
  }
}
