package io.troop.plugins.session;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.Type;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.AsSet;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Since;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `session`. *Immutable.* All times are in seconds.
@Applies(
    toConsumers = false,
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record SessionConfig(
    @Doc("What sessions are encrypted with.") @Referenceable @Encrypted @Auto @NotRequired
        @Nullable String secret,
    @Doc("Kept for Kong's clients: the cookie carries the session in either case.")
        @Default("\"cookie\"")
        @OneOf({"cookie", "kong"})
        String storage,
    @Doc("What the session is for; one for something else does not open.")
        @Default("\"default\"")
        @Since("3.2.0")
        String audience,
    @Doc("How long a session lasts without a request.") @Default("900") double idlingTimeout,
    @Doc("How long a session lasts until it is renewed.") @Default("3600") double rollingTimeout,
    @Doc("How long a session lasts at all.") @Default("86400") @Since("3.2.0")
        double absoluteTimeout,
    @Doc("Kept for Kong's clients: an old cookie is good until its own end.") @Default("10")
        double staleTtl,
    @Doc("The cookie's name.") @Default("\"session\"") String cookieName,
    @Doc("The paths the cookie is for.") @Default("\"/\"") String cookiePath,
    @Doc("The domain the cookie is for.") @Nullable String cookieDomain,
    @Doc("Whether the cookie goes along with requests of other sites.")
        @Default("\"Strict\"")
        @OneOf({"Strict", "Lax", "None", "Default"})
        String cookieSameSite,
    @Doc("Whether scripts don't see the cookie.") @Default("true") boolean cookieHttpOnly,
    @Doc("Whether the cookie goes over encrypted connections only.") @Default("true")
        boolean cookieSecure,
    @Doc("Whether a second cookie outlasts the browser.") @Default("false") boolean remember,
    @Doc("The second cookie's name.") @Default("\"remember\"") @Since("3.2.0")
        String rememberCookieName,
    @Doc("How long the second cookie lasts until it is renewed.") @Default("604800") @Since("3.2.0")
        double rememberRollingTimeout,
    @Doc("How long the second cookie lasts at all.") @Default("2592000") @Since("3.2.0")
        double rememberAbsoluteTimeout,
    @Doc("What of the session the client is told.") @AsSet @Since("3.2.0")
        @Nullable
            List<
                @OneOf({
                  "id",
                  "audience",
                  "subject",
                  "timeout",
                  "idling-timeout",
                  "rolling-timeout",
                  "absolute-timeout"
                })
                String>
            responseHeaders,
    @Doc("What of the session the upstream is told.") @AsSet @Since("3.2.0")
        @Nullable
            List<
                @OneOf({
                  "id",
                  "audience",
                  "subject",
                  "timeout",
                  "idling-timeout",
                  "rolling-timeout",
                  "absolute-timeout"
                })
                String>
            requestHeaders,
    @Doc("Whether a field of the body may ask for the end of the session.")
        @Default("false")
        @Since("3.5.0")
        boolean readBodyForLogout,
    @Doc("The methods of requests that may ask for the end of the session.")
        @Default("[\"POST\", \"DELETE\"]")
        @AsSet
        List<@OneOf({"GET", "POST", "DELETE"}) String> logoutMethods,
    @Doc("The query argument that asks for it.") @Default("\"session_logout\"")
        @Nullable String logoutQueryArg,
    @Doc("The field of a body that asks for it.") @Default("\"session_logout\"")
        @Nullable String logoutPostArg,
    @Doc("Kept for Kong's clients: no metadata is kept.") @Default("false") @Since("3.10.0")
        boolean hashSubject,
    @Doc("Kept for Kong's clients: no metadata is kept.") @Default("false") @Since("3.10.0")
        boolean storeMetadata) {

  /// The names fields had before Kong 3.2.
  static final List<Shorthand> SHORTHANDS =
      List.of(
          older("cookie_lifetime", Type.Plain.NUMBER, "rolling_timeout"),
          older("cookie_idletime", Type.Plain.NUMBER, "idling_timeout"),
          Shorthand.of(Field.of("cookie_renew", Type.Plain.NUMBER), value -> Map.of()),
          older("cookie_discard", Type.Plain.NUMBER, "stale_ttl"),
          Shorthand.of(
              Field.of("cookie_samesite", Type.Plain.STRING),
              value -> single("cookie_same_site", "off".equals(value) ? "Lax" : value)),
          older("cookie_httponly", Type.Plain.BOOLEAN, "cookie_http_only"),
          older("cookie_persistent", Type.Plain.BOOLEAN, "remember"));

  private static Shorthand older(String name, Type type, String now) {
    return Shorthand.of(Field.of(name, type), value -> single(now, value));
  }

  private static Map<String, @Nullable Object> single(String name, @Nullable Object value) {
    Map<String, @Nullable Object> map = new HashMap<>();
    map.put(name, value);
    return map;
  }
}
