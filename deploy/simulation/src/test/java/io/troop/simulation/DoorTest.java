package io.troop.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DoorTest {

  @Test
  void isOpenOnlyWhileSomebodyListens() throws IOException {
    Door door;
    try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      door = new Door(listener.getLocalPort());
      assertThat(door.isOpen()).isTrue();
    }
    assertThat(door.isOpen()).as("until somebody doubts it").isTrue();
    door.doubt();
    assertThat(door.isOpen()).isFalse();
  }
}
