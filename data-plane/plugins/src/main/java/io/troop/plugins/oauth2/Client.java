package io.troop.plugins.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Who a client says it is. *Immutable.*
///
/// @param credential the application of the named id; null for none
/// @param secret how it proves that; null when it does not
/// @param byHeader whether a header said so
record Client(@Nullable OauthCredential credential, @Nullable String secret, boolean byHeader) {
  private static final Pattern BASIC = Pattern.compile("\\s*[Bb]asic\\s*(.+)");

  static Client of(OauthConfig config, Exchange exchange, Parameters parameters) {
    String id = parameters.text("client_id");
    String secret = parameters.text("client_secret");
    String header = exchange.request().headers().get(config.authHeaderName());
    if (header == null || (id != null && secret != null)) {
      return new Client(named(exchange, id), id == null ? null : secret, false);
    }
    Matcher basic = BASIC.matcher(header);
    if (!basic.find()) {
      return new Client(null, null, true);
    }
    try {
      String pair = new String(Base64.getDecoder().decode(basic.group(1).strip()), UTF_8);
      int colon = pair.indexOf(':');
      return new Client(
          named(exchange, colon < 0 ? pair : pair.substring(0, colon)),
          colon < 0 ? null : pair.substring(colon + 1),
          true);
    } catch (IllegalArgumentException noBase64) {
      return new Client(null, null, true);
    }
  }

  static @Nullable OauthCredential named(Exchange exchange, @Nullable String id) {
    return id == null || id.isEmpty()
        ? null
        : exchange.entities().find(OauthCredential.class, "client_id", id);
  }

  /// Where the client's users may be sent back to; null when it is not known, or named no place.
  @Nullable List<String> redirects() {
    return credential == null ? null : credential.redirectUris();
  }

  /// What is wrong with how the client proves itself; empty when nothing is, or nobody is named.
  Mono<Outcome.Refused> problem() {
    if (credential == null) {
      return Mono.empty();
    }
    if (credential.isPublic()) {
      return secret == null || secret.isBlank()
          ? Mono.empty()
          : Mono.just(
              Outcome.refused("invalid_request", "client_secret is disallowed for public clients"));
    }
    return proves(credential)
        .flatMap(proven -> proven ? Mono.empty() : Mono.just(Outcome.invalidClient(byHeader)));
  }

  private Mono<Boolean> proves(OauthCredential known) {
    String expected = known.clientSecret();
    String given = secret;
    if (expected == null || given == null) {
      return Mono.just(false);
    }
    return known.hashSecret()
        ? Mono.fromCallable(() -> SecretDigest.matches(given, expected))
            .subscribeOn(Schedulers.boundedElastic())
        : Mono.just(MessageDigest.isEqual(given.getBytes(UTF_8), expected.getBytes(UTF_8)));
  }
}
