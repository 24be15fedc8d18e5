package io.troop.proxy;

import io.troop.certs.TrustAnchors;
import io.troop.certs.TrustException;
import io.troop.proxy.sync.SyncSettings;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Whom the node trusts where nothing more particular is configured: the setting
/// `lua_ssl_trusted_certificate`. *Stateless.*
final class TrustedAuthorities {
  private TrustedAuthorities() {}

  /// The authorities; empty for those the Java platform trusts.
  ///
  /// @throws SettingException for an entry that can't be read
  static List<X509Certificate> of(Settings settings) {
    String text = settings.get(SyncSettings.TRUSTED).strip();
    if (text.isEmpty() || text.equals("system")) {
      return List.of();
    }
    try {
      return TrustAnchors.read(SyncSettings.TRUSTED.name(), text);
    } catch (TrustException problem) {
      throw new SettingException(String.valueOf(problem.getMessage()));
    }
  }

  /// What decides by these authorities; null when there are none.
  static @Nullable TrustManagerFactory factory(List<X509Certificate> authorities) {
    return authorities.isEmpty() ? null : TrustAnchors.factory(authorities);
  }
}
