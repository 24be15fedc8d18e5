package io.troop.control.admin.console;

import io.troop.control.ListenAddress;
import io.troop.control.admin.AdminTls;
import io.troop.control.admin.Connectors;
import io.troop.settings.Settings;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// Opens the addresses of `admin_gui_listen` and marks the requests that come there. *Filled at the
/// start, then only read.*
@Component
class ConsoleServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  /// The attribute of requests that came to the console.
  static final String MARK = ConsoleServer.class.getName();

  private final List<Connector> connectors = new ArrayList<>();
  private final List<ListenAddress> addresses;
  private final Settings settings;
  private final InstantSource clock;

  ConsoleServer(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.addresses = settings.get(ConsoleSettings.ADMIN_GUI_LISTEN);
  }

  private final class Marking extends ValveBase {

    Marking() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      if (connectors.contains(request.getConnector())) {
        request.setAttribute(MARK, true);
      }
      getNext().invoke(request, response);
    }
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextValves(new Marking());
    boolean speaksTls = addresses.stream().anyMatch(ListenAddress::ssl);
    AdminTls tls = speaksTls ? AdminTls.ofConsole(settings, clock) : null;
    for (ListenAddress address : addresses) {
      Connector connector = Connectors.of(ConsoleSettings.ADMIN_GUI_LISTEN.name(), address);
      if (tls != null && address.ssl()) {
        tls.secure(connector);
      }
      connectors.add(connector);
    }
    connectors.forEach(factory::addAdditionalConnectors);
  }

  /// The port that the first address was given, which is another than asked for when 0 was asked
  /// for; -1 for none.
  int port() {
    return port(false);
  }

  /// The port of the first address with TLS, or without.
  int port(boolean ssl) {
    return connectors.stream()
        .filter(connector -> connector.getSecure() == ssl)
        .mapToInt(Connector::getLocalPort)
        .findFirst()
        .orElse(-1);
  }
}
