package io.troop.control.admin;

import io.troop.control.ListenAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;

/// Makes the web server's connectors, one for each address to listen on.
public final class Connectors {

  private static final int MOST_HEADER_BYTES = 64 * 1024;

  private Connectors() {}

  /// @param setting the setting that has the address, for messages
  /// @throws IllegalStateException when the address names no host
  public static Connector of(String setting, ListenAddress address) {
    Connector connector = new Connector("HTTP/1.1");
    connector.setPort(address.port());
    permitNames(connector);
    if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
      try {
        protocol.setAddress(InetAddress.getByName(address.host()));
      } catch (UnknownHostException problem) {
        throw new IllegalStateException(
            setting + ": no such host \"" + address.host() + "\"", problem);
      }
    }
    return connector;
  }

  /// Names of entities may have any character, slashes too.
  static void permitNames(Connector connector) {
    connector.setEncodedSolidusHandling("passthrough");
    connector.setEncodedReverseSolidusHandling("passthrough");
    connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
    connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
    connector.setProperty("maxHttpRequestHeaderSize", String.valueOf(MOST_HEADER_BYTES));
  }
}
