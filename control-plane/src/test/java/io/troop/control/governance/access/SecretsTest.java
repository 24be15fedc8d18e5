package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private final Secrets secrets = new Secrets(new SecureRandom());

  @Test
  void aHashSaysHowItWasMadeAndNothingOfTheSecret() {
    String hash = secrets.hash("a-password");

    assertThat(hash).startsWith("$pbkdf2-sha512$210000$").doesNotContain("a-password");
    assertThat(secrets.hash("a-password")).as("with another salt").isNotEqualTo(hash);
    assertThat(secrets.matches("a-password", hash)).isTrue();
    assertThat(secrets.matches("a-passworD", hash)).isFalse();
    assertThat(secrets.matches("", hash)).isFalse();
  }

  @Test
  void aHashOfAnotherKindMatchesNothing() {
    for (String hash : new String[] {"", "a-password", "$2b$09$abc", "$$$$", "$x$1$YQ$YQ"}) {
      assertThat(secrets.matches("a-password", hash)).as(hash).isFalse();
    }
  }

  /// Somebody who has no password costs as many rounds as somebody who has: without them the answer
  /// would come ten thousand times sooner.
  @Test
  void nobodyTakesAsLongAsSomebody() {
    String hash = secrets.hash("a-password");

    long somebody = fastest(hash);
    long nobody = fastest(null);

    assertThat(secrets.matches("a-password", null)).isFalse();
    assertThat(nobody).isGreaterThan(somebody / 20);
  }

  private long fastest(@Nullable String hash) {
    return LongStream.range(0, 3)
        .map(_ -> {
          long begun = System.nanoTime();
          secrets.matches("guess", hash);
          return System.nanoTime() - begun;
        })
        .min()
        .orElseThrow();
  }
}
