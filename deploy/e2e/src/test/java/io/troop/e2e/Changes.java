package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.ControlPlane;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import java.io.IOException;

/// Changes that several tests make.
final class Changes {

  private Changes() {}

  /// Sends what comes to `path` to the upstream; service and route are named after the path.
  static void route(ControlPlane controlPlane, EchoServer upstream, String path)
      throws IOException {
    String name = path.substring(1);
    Answer service =
        Http.form(
            "POST", controlPlane.admin("/services"), "name=" + name + "&url=" + upstream.url());
    assertThat(service.status()).as("%s", service).isEqualTo(201);
    Answer route =
        Http.form(
            "POST",
            controlPlane.admin("/services/" + name + "/routes"),
            "name=" + name + "&paths=" + path);
    assertThat(route.status()).as("%s", route).isEqualTo(201);
  }
}
