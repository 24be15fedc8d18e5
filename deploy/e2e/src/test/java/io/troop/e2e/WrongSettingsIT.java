package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Node;
import io.troop.e2e.harness.Program;
import org.junit.jupiter.api.Test;

/// A wrong setting stops the start, and the message says which, what it was and what was expected.
class WrongSettingsIT {

  @Test
  void theControlPlaneNamesASettingItCannotUse() {
    try (Installation installation = Installation.withEmbeddedDatabase()) {
      Program controlPlane =
          installation.controlPlane().with("KONG_ADMIN_LISTEN", "127.0.0.1:eighty");

      controlPlane.launch();

      assertThat(controlPlane.awaitExit()).isNotZero();
      assertThat(controlPlane.log())
          .contains("admin_listen")
          .contains("eighty")
          .contains("expected");
    }
  }

  @Test
  void theNodeNamesASettingItCannotUse() {
    try (Installation installation = Installation.withEmbeddedDatabase()) {
      Node node = installation.strangerNode("node");
      node.with("KONG_CLUSTER_CERT", "cluster.crt").with("KONG_CLUSTER_CERT_KEY", "cluster.key");
      node.with("KONG_PROXY_LISTEN", "127.0.0.1:99999");

      node.launch();

      assertThat(node.awaitExit()).isNotZero();
      assertThat(node.log()).contains("proxy_listen").contains("99999").contains("expected");
    }
  }

  @Test
  void aNodeWithoutCertificateSaysSo() {
    try (Installation installation = Installation.withEmbeddedDatabase()) {
      Node node = installation.strangerNode("node");

      node.launch();

      assertThat(node.awaitExit()).isNotZero();
      assertThat(node.log())
          .contains("cluster certificate and key must be provided to use Hybrid mode");
    }
  }

  @Test
  void aNodeTakesNoDatabase() {
    try (Installation installation = Installation.withEmbeddedDatabase()) {
      Node node = installation.strangerNode("node");
      node.with("KONG_DATABASE", "postgres");

      node.launch();

      assertThat(node.awaitExit()).isNotZero();
      assertThat(node.log())
          .contains(
              "only in-memory storage can be used when role = \"data_plane\"",
              "Hint: set database = off in your kong.conf");
    }
  }
}
