package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.HOST;
import static io.troop.plugin.schema.annotation.Typedef.PATH;
import static io.troop.plugin.schema.annotation.Typedef.PORT;
import static io.troop.plugin.schema.annotation.Typedef.PROTOCOL;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;
import static io.troop.plugin.schema.annotation.Typedef.UTF8_NAME;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.Type;
import io.troop.plugin.schema.Url;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upstream service: where requests go. *Immutable.*
public record Service(
    @Is(Typedef.UUID) UUID id,
    @Is(UTF8_NAME) @Doc("The service's name.") @Nullable String name,
    @Doc("How often to try again after a failure to reach the upstream.")
        @Default("5")
        @Range(min = 0, max = 32767)
        int retries,
    @Is(PROTOCOL) @Required @Default("\"http\"") String protocol,
    @Is(HOST) @Required String host,
    @Is(PORT) @Required @Default("80") int port,
    @Is(PATH) @Nullable String path,
    @Doc("Milliseconds to wait for a connection.")
        @Default("60000")
        @Range(min = 1, max = 2147483646)
        int connectTimeout,
    @Doc("Milliseconds between two writes.") @Default("60000") @Range(min = 1, max = 2147483646)
        int writeTimeout,
    @Doc("Milliseconds between two reads.") @Default("60000") @Range(min = 1, max = 2147483646)
        int readTimeout,
    @Is(TAGS) @Nullable List<String> tags,
    @Doc("The certificate to show to an upstream that asks for one.") @References("certificates")
        @Nullable Ref clientCertificate,
    @Doc("Whether the upstream's certificate is verified; null for the gateway's own setting.")
        @Nullable Boolean tlsVerify,
    @Doc("How many certificates the upstream's chain may have.")
        @Default("null")
        @Range(min = 0, max = 64)
        @Nullable Integer tlsVerifyDepth,
    @Doc("Ids of the CA certificates that the upstream's certificate is verified with.")
        @Nullable List<UUID> caCertificates,
    @Doc("Whether the service takes requests.") @Required @Default("true") boolean enabled,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt) {

  private static final Match NOT_TLS = Match.notOneOf("https", "tls");
  private static final Match NULL = Match.eq(null);

  static final List<Check> CHECKS =
      List.of(
          Check.conditional(
              "protocol", Match.oneOf("tcp", "tls", "udp", "grpc", "grpcs"), "path", NULL),
          Check.conditional("protocol", NOT_TLS, "client_certificate", NULL),
          Check.conditional("protocol", NOT_TLS, "tls_verify", NULL),
          Check.conditional("protocol", NOT_TLS, "tls_verify_depth", NULL),
          Check.conditional("protocol", NOT_TLS, "ca_certificates", NULL));

  static final List<Shorthand> SHORTHANDS =
      List.of(Shorthand.of(Field.of("url", Type.Plain.STRING), Service::parts));

  /// The fields that a `url` stands for; they win over fields given beside it.
  private static @Nullable Map<String, @Nullable Object> parts(@Nullable Object url) {
    if (!(url instanceof String text)) {
      return null;
    }
    Url parsed = Url.parse(text);
    Object port = port(parsed.port());
    String guessed = Long.valueOf(443).equals(port) ? "https" : "http";
    String protocol = parsed.scheme() == null ? guessed : parsed.scheme();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("protocol", protocol);
    out.put("host", parsed.host());
    out.put("port", port != null ? port : protocol.equals("https") ? (Long) 443L : (Long) 80L);
    out.put("path", parsed.path());
    return out;
  }

  /// A number, or the text when it is none, for the check to name.
  private static @Nullable Object port(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return text.matches("\\d{1,9}") ? (Object) Long.valueOf(text) : text;
  }
}
