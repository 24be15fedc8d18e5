package io.troop.proxy.sync;

import io.troop.settings.SettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// An HTTP proxy that opens tunnels (`CONNECT`), as Kong's `proxy_server` names it. *Immutable.*
///
/// @param secure whether the proxy itself is spoken to over TLS
/// @param trust decides about its certificate then; null to believe any
/// @param user null when it asks for none
/// @param password a secret; null with the user
record ProxyServer(
    boolean secure,
    String host,
    int port,
    @Nullable X509ExtendedTrustManager trust,
    @Nullable String user,
    @Nullable String password) {

  private static final String NAME = "proxy_server";

  /// Kong's, with and without TLS.
  private static final int USUAL_PORT = 443;

  /// Reads the setting. What is wrong is said in Kong's words, and never with the value, which may
  /// hold a password.
  ///
  /// @param trust of proxies over TLS; null to believe any
  /// @throws SettingException when it can't be used
  static ProxyServer parse(String text, @Nullable Supplier<X509ExtendedTrustManager> trust) {
    URI uri = uri(text);
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw new SettingException(NAME + " missing scheme (expected: http://host:port)");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new SettingException(NAME + " only supports \"http\" and \"https\", got " + scheme);
    }
    if (uri.getHost() == null) {
      throw new SettingException(NAME + " missing host (expected: " + scheme + "://host:port)");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new SettingException(
          "fragments, query strings or parameters are meaningless in proxy configuration ("
              + NAME
              + ")");
    }
    String host = uri.getHost();
    String[] account =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    boolean secure = scheme.equals("https");
    return new ProxyServer(
        secure,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
        secure && trust != null ? trust.get() : null,
        account.length == 2 ? unescaped(account[0]) : null,
        account.length == 2 ? unescaped(account[1]) : null);
  }

  private static URI uri(String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException problem) {
      throw new SettingException(
          NAME
              + " is invalid: "
              + problem.getReason()
              + " at character "
              + (problem.getIndex() + 1)
              + " (expected: http://user:password@host:port, user and password percent-encoded)");
    }
  }

  private static String unescaped(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// Where it is, without the account.
  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + new ControlPlaneAddress(host, port);
  }
}
