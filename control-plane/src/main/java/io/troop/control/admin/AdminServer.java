package io.troop.control.admin;

import io.troop.control.ControlSettings;
import io.troop.control.ListenAddress;
import io.troop.settings.Settings;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// The web server as the Admin API needs it: names with slashes in paths, one connector for every
/// address of `admin_listen`.
@Component
class AdminServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private final Settings settings;

  AdminServer(Settings settings) {
    this.settings = settings;
  }

  /// Leaves the headers where [AnswerWriter] finds them.
  private static final class RawHeaders extends ValveBase {

    RawHeaders() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      request.setAttribute(AnswerWriter.RAW_HEADERS, response.getCoyoteResponse().getMimeHeaders());
      getNext().invoke(request, response);
    }
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextValves(new RawHeaders());
    factory.addConnectorCustomizers(AdminServer::permitNames);
    List<ListenAddress> addresses = settings.get(ControlSettings.ADMIN_LISTEN);
    addresses.stream()
        .skip(1)
        .filter(address -> !address.ssl())
        .map(AdminServer::connector)
        .forEach(factory::addAdditionalConnectors);
  }

  private static void permitNames(Connector connector) {
    connector.setEncodedSolidusHandling("passthrough");
    connector.setEncodedReverseSolidusHandling("passthrough");
    connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
    connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
    connector.setProperty("maxHttpRequestHeaderSize", String.valueOf(64 * 1024));
  }

  private static Connector connector(ListenAddress address) {
    Connector connector = new Connector("HTTP/1.1");
    connector.setPort(address.port());
    permitNames(connector);
    if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
      try {
        protocol.setAddress(InetAddress.getByName(address.host()));
      } catch (UnknownHostException problem) {
        throw new IllegalStateException(
            "admin_listen: no such host \"" + address.host() + "\"", problem);
      }
    }
    return connector;
  }
}
