package io.troop.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListenAddressTest {

  @Test
  void readsAListAsKongWritesIt() {
    assertThat(
            ListenAddress.parse("0.0.0.0:8001, 127.0.0.1:8444 ssl http2 reuseport backlog=16384"))
        .containsExactly(
            new ListenAddress("0.0.0.0", 8001, false, false),
            new ListenAddress("127.0.0.1", 8444, true, true));
  }

  @Test
  void readsAnIpv6Address() {
    assertThat(ListenAddress.parse("[::1]:8001"))
        .containsExactly(new ListenAddress("::1", 8001, false, false));
  }

  @Test
  void offIsNoAddress() {
    assertThat(ListenAddress.parse("off")).isEmpty();
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThat(ListenAddress.parse("8001")).isNull();
    assertThat(ListenAddress.parse("127.0.0.1:70000")).isNull();
    assertThat(ListenAddress.parse("127.0.0.1:8001 fast")).isNull();
    assertThat(ListenAddress.parse("127.0.0.1:8001,")).isNull();
  }
}
