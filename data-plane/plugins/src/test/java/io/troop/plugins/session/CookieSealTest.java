package io.troop.plugins.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.session.CookieSeal;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CookieSealTest {
  private final CookieSeal seal = new CookieSeal("a secret", new Random(1));
  private final Session session =
      new Session("id", "default", new UUID(1, 2), "credential", List.of("g", "h"), 10, 20, 30);

  @Test
  void whatWasSealedOpensUnderTheSameSecretAndPurposeOnly() {
    String value = seal.seal("session", session.bytes());
    assertThat(Session.of(seal.open("session", value))).isEqualTo(session);
    assertThat(seal.open("remember", value)).isNull();
    assertThat(new CookieSeal("another", new Random(1)).open("session", value)).isNull();
  }

  @Test
  void whatNobodySealedDoesNotOpen() {
    String value = seal.seal("session", session.bytes());
    assertThat(seal.open("session", "abc")).isNull();
    assertThat(seal.open("session", "")).isNull();
    assertThat(seal.open("session", "%%%")).isNull();
    char other = value.charAt(20) == 'A' ? 'B' : 'A';
    assertThat(seal.open("session", value.substring(0, 20) + other + value.substring(21))).isNull();
  }

  @Test
  void everyCookieIsAnother() {
    assertThat(seal.seal("session", session.bytes()))
        .isNotEqualTo(seal.seal("session", session.bytes()));
  }

  @Test
  void textThatIsNoSessionIsNone() {
    assertThat(Session.of("[]".getBytes())).isNull();
    assertThat(Session.of("{\"con\":\"x\"}".getBytes())).isNull();
    assertThat(Session.of("no json".getBytes())).isNull();
  }
}
