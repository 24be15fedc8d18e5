package io.troop.apikey;

import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Credential;
import io.troop.plugin.form.FormBody;
import io.troop.plugin.form.QueryText;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Finds the key of a request and whose it is. *Immutable and thread-safe.*
final class KeyCheck {
  private static final List<String> SEVERAL = List.of("", "");

  private final ApiKeyConfig config;
  private final BiFunction<Entities, String, @Nullable Credential> credentials;
  private final String challenge;

  KeyCheck(ApiKeyConfig config, BiFunction<Entities, String, @Nullable Credential> credentials) {
    this.config = config;
    this.credentials = credentials;
    this.challenge = config.realm() == null ? "Key" : "Key realm=\"" + config.realm() + "\"";
  }

  /// @param body the request's body; null when it may carry no key or is none that can be read
  Verdict verdict(Exchange exchange, @Nullable FormBody body) {
    if (!config.runOnPreflight() && exchange.request().method().equals("OPTIONS")) {
      return Verdict.PROCEED;
    }
    return Authentication.check(exchange, config.anonymous(), () -> checked(exchange, body));
  }

  private Verdict checked(Exchange exchange, @Nullable FormBody body) {
    for (String name : config.keyNames()) {
      List<String> found = values(exchange, body, name);
      if (found.size() > 1) {
        return refused("Duplicate API key found");
      }
      if (found.size() == 1) {
        return byKey(exchange, body, name, found.getFirst());
      }
    }
    return refused("No API key found in request");
  }

  private List<String> values(Exchange exchange, @Nullable FormBody body, String name) {
    List<String> found = List.of();
    if (config.keyInHeader()) {
      found = exchange.request().headers().all(name);
      if (found.isEmpty()) {
        found = exchange.request().headers().all(dashed(name));
      }
    }
    String query = exchange.request().query();
    if (found.isEmpty() && config.keyInQuery() && query != null) {
      found = exchange.request().queryValues(name);
      if (found.size() == 1 && found.getFirst().isEmpty() && QueryText.isBare(query, name)) {
        return List.of(); // Kong: no key, and the body is not asked for this name.
      }
    }
    return found.isEmpty() && body != null ? values(body, name) : found;
  }

  /// Kong: only a text is a key in JSON; a list or an object is taken for several.
  private static List<String> values(FormBody body, String name) {
    if (!(body instanceof FormBody.JsonFields json)) {
      return body.values(name);
    }
    Object value = json.members().get(name);
    return switch (value) {
      case String key -> List.of(key);
      case List<?> _, Map<?, ?> _ -> SEVERAL;
      case null, default -> List.of();
    };
  }

  /// Kong: a header may be written with dashes where its name has underscores.
  private static String dashed(String name) {
    return name.replace('_', '-');
  }

  private Verdict byKey(Exchange exchange, @Nullable FormBody body, String name, String key) {
    if (config.hideCredentials()) {
      hide(exchange, body, name);
    }
    if (key.isEmpty()) {
      return refused("No API key found in request");
    }
    Credential credential = credentials.apply(exchange.entities(), key);
    Consumer consumer =
        credential == null
            ? null
            : exchange.entities().get(Consumer.class, credential.consumer().id());
    if (credential == null || consumer == null) {
      return refused("Unauthorized");
    }
    Authentication.accept(exchange, consumer, credential.id().toString(), credential);
    return Verdict.PROCEED;
  }

  private static void hide(Exchange exchange, @Nullable FormBody body, String name) {
    Exchange.Outbound outbound = exchange.outbound();
    outbound.headers().remove(name);
    outbound.headers().remove(dashed(name));
    outbound.query(QueryText.without(outbound.query(), name));
    if (body != null && !body.values(name).isEmpty()) {
      outbound.body(body.without(name).buffer());
    }
  }

  private Verdict refused(String message) {
    return Verdict.error(401, message).with("WWW-Authenticate", challenge);
  }
}
