package io.troop.proxy.live;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The certificates of a configuration, by server name. *Immutable.*
public interface Certificates {

  /// No configured certificate: listeners serve their own.
  Certificates NONE =
      new Certificates() {
        @Override
        public @Nullable Served forName(@Nullable String sni) {
          return null;
        }

        @Override
        public @Nullable Served byId(UUID id) {
          return null;
        }
      };

  /// The certificate for a server name: of the name itself, else of the wildcards that cover it,
  /// else of the name `*`; null when the listener's own is to be served.
  ///
  /// @param sni lower case; null when the client named none
  @Nullable Served forName(@Nullable String sni);

  /// A certificate by its id, for the client certificate of a service or an upstream.
  @Nullable Served byId(UUID id);

  /// A certificate chain with its key, in PEM. Compared by identity: the same object as long as the
  /// entity did not change, so that what is built from it may be cached by it.
  final class Served {
    private final UUID id;
    private final String cert;
    private final String key;
    private final @Nullable String certAlt;
    private final @Nullable String keyAlt;

    public Served(
        UUID id, String cert, String key, @Nullable String certAlt, @Nullable String keyAlt) {
      this.id = id;
      this.cert = cert;
      this.key = key;
      this.certAlt = certAlt;
      this.keyAlt = keyAlt;
    }

    public UUID id() {
      return id;
    }

    public String cert() {
      return cert;
    }

    public String key() {
      return key;
    }

    /// A second chain, of another key type; null for none.
    public @Nullable String certAlt() {
      return certAlt;
    }

    public @Nullable String keyAlt() {
      return keyAlt;
    }

    @Override
    public String toString() {
      return "certificate " + id;
    }
  }
}
