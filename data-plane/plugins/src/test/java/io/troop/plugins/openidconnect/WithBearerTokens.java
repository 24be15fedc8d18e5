package io.troop.plugins.openidconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Verdict;
import org.junit.jupiter.api.AfterEach;

/// Tests of a gateway that takes the tokens of a provider.
class WithBearerTokens {
  final OidcProvider provider = new OidcProvider();
  final Gateway gateway = new Gateway(provider).accepting("bearer");

  @AfterEach
  void close() {
    gateway.close();
    provider.close();
  }

  static int status(Verdict verdict) {
    return verdict instanceof Verdict.Answer answer ? answer.status() : 200;
  }

  String refusal(String token) {
    gateway.with("display_errors", true);
    Verdict verdict = gateway.bearer(token);
    assertThat(status(verdict)).isEqualTo(401);
    return ((Verdict.Answer) verdict).message();
  }
}
