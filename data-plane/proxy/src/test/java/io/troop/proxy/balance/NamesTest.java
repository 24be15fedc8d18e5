package io.troop.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.proxy.balance.Lookup.Addresses;
import io.troop.proxy.balance.Lookup.Found;
import io.troop.proxy.balance.Lookup.NotFound;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// How long what is known of a name counts.
class NamesTest {
  private static final Duration TTL = Duration.ofSeconds(20);

  private Instant now = Instant.EPOCH.plusSeconds(1000);
  private Mono<Addresses> answer = Mono.just(addresses("10.0.0.1"));
  private int asked;
  private Names names = names(null);

  private Names names(Duration valid) {
    DnsRules rules =
        new DnsRules(
            List.of(),
            Path.of("/dev/null"),
            List.of(),
            valid,
            Duration.ofSeconds(300),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            100);
    Lookup lookup =
        _ -> {
          asked++;
          return answer;
        };
    return new Names(lookup, rules, () -> now);
  }

  private static Addresses addresses(String... addresses) {
    return new Addresses(
        List.of(addresses).stream()
            .map(address -> new Found("a", InetAddress.ofLiteral(address), 0, -1))
            .toList(),
        TTL);
  }

  private List<String> known() {
    return names.of("a").now().stream().map(one -> one.address().getHostAddress()).toList();
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  @Test
  void isNotAskedForAgainBeforeItsRecordsEnd() {
    assertThat(names.of("a").ready().block()).hasSize(1);
    after(TTL.minusMillis(1));
    known();
    assertThat(asked).isEqualTo(1);

    after(Duration.ofMillis(1));
    known();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void aSettingCountsInPlaceOfTheRecords() {
    names = names(Duration.ofSeconds(5));
    names.of("a").ready().block();

    after(Duration.ofSeconds(5));
    known();

    assertThat(asked).isEqualTo(2);
  }

  @Test
  void theOldAddressServesWhileItIsAskedForAgain() {
    names.of("a").ready().block();
    Sinks.One<Addresses> slow = Sinks.one();
    answer = slow.asMono();
    after(TTL);

    assertThat(known()).containsExactly("10.0.0.1");
    assertThat(known()).containsExactly("10.0.0.1");
    assertThat(asked).as("one question at a time").isEqualTo(2);

    slow.tryEmitValue(addresses("10.0.0.2"));
    assertThat(known()).containsExactly("10.0.0.2");
  }

  @Test
  void anOldAddressServesForSoLongWhenNobodyAnswers() {
    names.of("a").ready().block();
    answer = Mono.error(new UnknownHostException("no server answers"));

    after(TTL);
    assertThat(known()).containsExactly("10.0.0.1");
    after(Duration.ofSeconds(299));
    assertThat(known()).containsExactly("10.0.0.1");
    after(Duration.ofSeconds(1));
    assertThat(known()).isEmpty();
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void aNameThatIsNotThereRestsLongerThanOneNobodyKnowsAbout() {
    answer = Mono.error(new NotFound("a"));
    assertThatThrownBy(() -> names.of("a").ready().block()).hasMessageContaining("a");
    after(Duration.ofSeconds(29));
    assertThatThrownBy(() -> names.of("a").ready().block()).hasMessageContaining("a");
    assertThat(asked).isEqualTo(1);

    answer = Mono.error(new UnknownHostException("no server answers"));
    after(Duration.ofSeconds(1));
    assertThatThrownBy(() -> names.of("a").ready().block()).hasMessageContaining("no server");
    assertThat(asked).isEqualTo(2);

    answer = Mono.just(addresses("10.0.0.3"));
    after(Duration.ofSeconds(2));
    assertThat(names.of("a").ready().block()).hasSize(1);
  }
}
