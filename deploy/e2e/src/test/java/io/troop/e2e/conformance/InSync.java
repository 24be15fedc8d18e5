package io.troop.e2e.conformance;

import io.troop.e2e.harness.Installation;

/// Waits a moment, so that a change that was just made has reached the node.
record InSync(Installation installation) implements Replay.Settle {

  private static final long MILLIS = 150;

  @Override
  public void await() throws InterruptedException {
    Thread.sleep(MILLIS);
  }
}
