package io.troop.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.settings.SettingException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BesideTest {

  @Test
  void worksWhileTheCallerGoesOn() throws IOException {
    CountDownLatch goneOn = new CountDownLatch(1);
    Beside<Boolean> work = Beside.begin("beside", () -> goneOn.await(30, TimeUnit.SECONDS));
    goneOn.countDown();
    assertThat(work.result()).isTrue();
  }

  @Test
  void failsAsTheWorkDid() {
    Beside<String> unset =
        Beside.begin(
            "beside",
            () -> {
              throw new SettingException("ssl_cert: not there");
            });
    assertThatThrownBy(unset::result)
        .isInstanceOf(SettingException.class)
        .hasMessage("ssl_cert: not there");
    Beside<String> unreadable =
        Beside.begin(
            "beside",
            () -> {
              throw new IOException("no such file");
            });
    assertThatThrownBy(unreadable::result)
        .isInstanceOf(IOException.class)
        .hasMessage("no such file");
  }
}
