package io.troop.control.admin;

import io.troop.control.ControlSettings;
import io.troop.control.ListenAddress;
import io.troop.settings.Settings;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// The web server as the Admin API needs it: names with slashes in paths, one connector for every
/// address of `admin_listen`, errors as JSON.
@Component
class AdminServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private final Settings settings;
  private final InstantSource clock;

  AdminServer(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
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
    factory.addContextCustomizers(context -> {
      // What is too large to be taken is not waited for.
      context.setSwallowAbortedUploads(false);
      if (context.getParent() instanceof StandardHost host) {
        host.setErrorReportValveClass(UnreadableRequests.class.getName());
      }
    });
    factory.addConnectorCustomizers(Connectors::permitNames);
    List<ListenAddress> addresses = settings.get(ControlSettings.ADMIN_LISTEN);
    if (addresses.stream().anyMatch(ListenAddress::ssl)) {
      AdminTls tls = AdminTls.of(settings, clock);
      // The first address has the connector that the factory makes itself.
      if (addresses.getFirst().ssl()) {
        factory.addConnectorCustomizers(tls::secure);
      }
      addresses.stream()
          .skip(1)
          .filter(ListenAddress::ssl)
          .map(address -> Connectors.of("admin_listen", address))
          .peek(tls::secure)
          .forEach(factory::addAdditionalConnectors);
    }
    addresses.stream()
        .skip(1)
        .filter(address -> !address.ssl())
        .map(address -> Connectors.of("admin_listen", address))
        .forEach(factory::addAdditionalConnectors);
  }
}
