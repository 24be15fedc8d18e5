package io.troop.e2e.conformance;

import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import java.io.IOException;

/// Waits until the node serves what was committed last.
record InSync(Installation installation) implements Replay.Settle {

  @Override
  public void await() {
    installation.until("the node serves what was committed", this::holds);
  }

  private boolean holds() throws IOException {
    Object committed =
        Http.get(installation.controlPlane().admin("/fleet?size=1")).json("desired", "config_hash");
    Object served = Http.get(installation.node().status() + "/status").json("configuration_hash");
    return committed != null && committed.equals(served);
  }
}
