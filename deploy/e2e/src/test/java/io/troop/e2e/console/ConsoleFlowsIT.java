package io.troop.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What an administrator does in the console, in a browser: all flows on one control plane with
/// access control, and a node that one of them enrols.
class ConsoleFlowsIT {

  private static final String PASSWORD = "the-password-of-the-flows";

  @TestFactory
  Stream<DynamicTest> flows(@TempDir Path folder) throws IOException {
    assumeTrue(Browser.missing().isEmpty(), Browser::missing);
    try (EchoServer upstream = EchoServer.start("upstream");
        Installation installation = Installation.create()) {
      String console = installation.controlPlane().withConsole();
      installation
          .controlPlane()
          .with("KONG_ENFORCE_RBAC", "both")
          .with("KONG_PASSWORD", PASSWORD)
          .with("KONG_AUDIT_LOG", "on");
      installation.controlPlane().start();
      Node node = installation.strangerNode("node");
      Flows flows =
          new Flows(folder)
              .with("CONSOLE", console)
              .with("PASSWORD", PASSWORD)
              .with("PROXY", node.proxy())
              .with("UPSTREAM", upstream.url());
      return flows.run(node).stream()
          .map(flow ->
              DynamicTest.dynamicTest(
                  flow.name(), () -> assertThat(flow.failure()).as(flow.name()).isNull()));
    }
  }
}
