package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.jose.Jwk;
import io.troop.jose.Token;
import io.troop.plugin.Entities;
import io.troop.plugin.Host;
import io.troop.plugin.entity.Certificate;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.ClientIdentity;
import io.troop.plugin.tools.HttpCall;
import java.net.URI;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Tells the provider who calls (RFC 6749, 2.3; RFC 7523; RFC 8705, 2). *Thread-safe.*
final class ClientAuthentication {
  private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final int ASSERTION_SECONDS = 60;

  /// The ways that need a certificate.
  static final Set<String> BY_CERTIFICATE =
      Set.of("tls_client_auth", "self_signed_tls_client_auth");

  private final ClientFields clients;
  private final Host host;
  private final RandomGenerator random = new SecureRandom();
  private final @Nullable UUID certificateId;
  private final boolean verifiesServer;
  private volatile @Nullable Certificate certificate;

  ClientAuthentication(OpenidConnectConfig config, Host host) {
    this.clients = config.client();
    this.certificateId = config.provider().tlsClientAuthCertId();
    this.verifiesServer = config.provider().tlsClientAuthSslVerify();
    this.host = host;
  }

  /// Takes the clients' certificate as it is configured now.
  void certificate(Entities entities) {
    certificate = certificateId == null ? null : entities.get(Certificate.class, certificateId);
  }

  private ClientIdentity identity() {
    Certificate own = certificate;
    if (own == null) {
      throw Refusal.unexpected("tls_client_auth_cert_id: there is no such certificate");
    }
    try {
      return ClientIdentity.of(host.resolve(own.cert()), host.resolve(own.key()));
    } catch (GeneralSecurityException e) {
      throw Refusal.unexpected("tls_client_auth_cert_id: " + e.getMessage());
    }
  }

  /// A client as the provider knows it.
  ///
  /// @param secret null for none
  record Party(@Nullable String id, @Nullable String secret, int index) {}

  /// The configured client at this place.
  Party party(int index) {
    String id = OpenidConnectConfig.of(clients.clientId(), index);
    String secret = OpenidConnectConfig.of(clients.clientSecret(), index);
    return new Party(
        id == null ? null : host.resolve(id), secret == null ? null : host.resolve(secret), index);
  }

  /// Adds to a call of an endpoint what authenticates the client.
  ///
  /// @param configured how it does at this very endpoint; null for how it does anywhere
  HttpCall on(
      HttpCall call, Form form, Party party, @Nullable String configured, Metadata metadata) {
    String method = method(party, configured, metadata);
    return switch (method) {
      case "client_secret_post" -> {
        form.add("client_id", party.id()).add("client_secret", party.secret());
        yield call;
      }
      case "client_secret_jwt", "private_key_jwt" -> {
        form.add("client_id", party.id())
            .add("client_assertion_type", ASSERTION)
            .add("client_assertion", assertion(method, party, call.url()));
        yield call;
      }
      case "none" -> {
        form.add("client_id", party.id());
        yield call;
      }
      case "tls_client_auth", "self_signed_tls_client_auth" -> {
        form.add("client_id", party.id());
        yield call.as(identity()).verifyingTls(verifiesServer);
      }
      default -> party.id() == null ? call : call.with("Authorization", basic(party));
    };
  }

  /// Whether the client shows a certificate at this endpoint (RFC 8705).
  boolean isByCertificate(Party party, @Nullable String configured, Metadata metadata) {
    return BY_CERTIFICATE.contains(method(party, configured, metadata));
  }

  private String method(Party party, @Nullable String configured, Metadata metadata) {
    if (configured != null) {
      return configured;
    }
    String usual = OpenidConnectConfig.of(clients.clientAuth(), party.index());
    if (usual != null) {
      return usual;
    }
    if (party.secret() == null) {
      return "none";
    }
    boolean onlyPost =
        metadata.lists("token_endpoint_auth_methods_supported", "client_secret_post")
            && !metadata.lists("token_endpoint_auth_methods_supported", "client_secret_basic");
    return onlyPost ? "client_secret_post" : "client_secret_basic";
  }

  /// RFC 6749, 2.3.1: both parts are form-encoded first.
  private static String basic(Party party) {
    String id = party.id() == null ? "" : party.id();
    String secret = party.secret() == null ? "" : party.secret();
    String pair = URLEncoder.encode(id, UTF_8) + ":" + URLEncoder.encode(secret, UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private String assertion(String method, Party party, URI endpoint) {
    long now = host.clock().instant().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    String id = party.id() == null ? "" : party.id();
    claims.put("iss", id);
    claims.put("sub", id);
    claims.put("aud", endpoint.toString());
    claims.put("jti", HexFormat.of().formatHex(bytes()));
    claims.put("iat", now);
    claims.put("exp", now + ASSERTION_SECONDS);
    String algorithm = OpenidConnectConfig.of(clients.clientAlg(), party.index());
    try {
      if (method.equals("client_secret_jwt")) {
        String secret = party.secret() == null ? "" : party.secret();
        Key key = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
        return Token.sign(algorithm == null ? "HS256" : algorithm, null, claims, key);
      }
      Jwk key = key(party.index());
      String usual = key.family().equals("RS") ? "RS256" : key.family();
      String chosen =
          algorithm != null ? algorithm : key.members().get("alg") instanceof String a ? a : usual;
      return Token.sign(chosen, key.id(), claims, key.secret());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw Refusal.unexpected("the client's key can't sign: " + e.getMessage());
    }
  }

  private Jwk key(int index) throws GeneralSecurityException {
    ClientJwk configured = OpenidConnectConfig.of(clients.clientJwk(), index);
    Jwk key = configured == null ? null : Jwk.of(members(configured));
    if (key == null) {
      throw new GeneralSecurityException("client_jwk has no key that can be used");
    }
    return key;
  }

  private Map<String, Object> members(ClientJwk key) {
    Map<String, @Nullable String> all = new LinkedHashMap<>();
    all.put("kty", key.kty());
    all.put("alg", key.alg());
    all.put("crv", key.crv());
    all.put("kid", key.kid());
    all.put("n", key.n());
    all.put("e", key.e());
    all.put("d", key.d());
    all.put("p", key.p());
    all.put("q", key.q());
    all.put("dp", key.dp());
    all.put("dq", key.dq());
    all.put("qi", key.qi());
    all.put("k", key.k());
    all.put("x", key.x());
    all.put("y", key.y());
    Map<String, Object> out = new LinkedHashMap<>();
    all.forEach((name, value) -> {
      if (value != null) {
        out.put(name, host.resolve(value));
      }
    });
    return out;
  }

  private byte[] bytes() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return bytes;
  }

  /// The JSON text of a key without its secrets, as headers tell it.
  static String open(Jwk key) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (String name : new String[] {"kty", "kid", "alg", "use", "crv", "n", "e", "x", "y"}) {
      Object value = key.members().get(name);
      if (value != null) {
        out.put(name, value);
      }
    }
    return Json.write(out);
  }
}
