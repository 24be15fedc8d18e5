package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.jose.Algorithm;
import io.troop.jose.Jwk;
import io.troop.jose.Token;
import io.troop.plugin.Exchange;
import io.troop.plugin.auth.Hashes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Looks at the proofs by which clients show that a token is theirs (RFC 9449, section 4.3): a
/// `DPoP` header, signed for this very request with the key that the token is bound to.
/// *Thread-safe.*
///
/// A proof counts once on each node. A nonce tells by itself when it was made, so that every node
/// takes the nonces of the others.
final class DpopProofs {
  private static final int LONGEST = 8 << 10;
  private static final int MOST_REMEMBERED = 100_000;
  private static final int CODE_BYTES = 16;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final double lifetime;
  private final double leeway;
  private final boolean needsNonce;
  private final InstantSource clock;
  private final SecretKeySpec secret;
  private final LinkedHashMap<String, Double> used = new LinkedHashMap<>();

  /// @param secret what nonces are made with, the same on all nodes
  DpopProofs(VerificationFields rules, InstantSource clock, String secret) {
    this.lifetime = rules.dpopProofLifetime();
    this.leeway = rules.leeway();
    this.needsNonce = rules.dpopUseNonce();
    this.clock = clock;
    this.secret = new SecretKeySpec(("dpop\0" + secret).getBytes(UTF_8), "HmacSHA256");
  }

  /// Looks at the proof of a request.
  ///
  /// @param access the token that it has to be for
  /// @param bound the thumbprint of the key that the token is bound to; null for none
  /// @throws Refusal when there is no proof, or a bad one
  void check(Exchange.Request request, String access, @Nullable Object bound) {
    List<String> given = request.headers().all("DPoP");
    if (given.size() != 1 || given.getFirst().length() > LONGEST) {
      throw bad(given.isEmpty() ? "there is no DPoP header" : "one DPoP header is expected");
    }
    Token proof;
    try {
      proof = Token.parse(given.getFirst().strip());
    } catch (Token.Unreadable e) {
      throw bad("the DPoP header is no token");
    }
    Jwk key = key(proof);
    if (!key.thumbprint().equals(bound)) {
      throw bad("the token is not bound to the proof's key");
    }
    checkClaims(request, proof.claims(), access);
    double until = checkTime(proof.claims()) + lifetime;
    remember(key.thumbprint() + "\0" + proof.claims().get("jti"), until);
  }

  private static Jwk key(Token proof) {
    Jwk key = proof.header().get("jwk") instanceof Map<?, ?> members ? Jwk.of(members) : null;
    boolean open = key != null && !key.family().equals("HS") && !key.members().containsKey("d");
    if (key == null || !open || !"dpop+jwt".equals(proof.header().get("typ"))) {
      throw bad("the proof is no dpop+jwt with a public key");
    }
    if (proof.header().containsKey("crit")
        || Algorithm.isSymmetric(proof.algorithm())
        || !key.verifies(proof)) {
      throw bad("the proof's signature is wrong");
    }
    return key;
  }

  private static void checkClaims(Exchange.Request request, Map<?, ?> claims, String access) {
    if (!(claims.get("jti") instanceof String id) || id.isEmpty()) {
      throw bad("the proof has no jti");
    }
    String address = new Visit(request, null).address();
    if (!request.method().equals(claims.get("htm"))
        || !(claims.get("htu") instanceof String told)
        || !usual(address).equals(usual(told))) {
      throw bad("the proof is for another request (expected: " + address + ")");
    }
    byte[] digest = Hashes.digest("SHA-256").digest(access.getBytes(US_ASCII));
    if (!BASE64.encodeToString(digest).equals(claims.get("ath"))) {
      throw bad("the proof is for another token");
    }
  }

  /// An address without query and fragment, in its usual form.
  private static String usual(String address) {
    try {
      URI uri = URI.create(address);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
      int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
      String path = uri.getRawPath();
      return scheme + "://" + host + ":" + port + (path == null || path.isEmpty() ? "/" : path);
    } catch (IllegalArgumentException noAddress) {
      return address;
    }
  }

  /// @return when the proof was made, in seconds since 1970
  private double checkTime(Map<?, ?> claims) {
    double now = clock.instant().toEpochMilli() / 1000.0;
    if (!(claims.get("iat") instanceof Number at)) {
      throw bad("the proof has no iat");
    }
    Double made = needsNonce ? nonceTime(claims.get("nonce")) : Double.valueOf(at.doubleValue());
    if (made == null || (needsNonce && made + lifetime < now)) {
      throw Refusal.nonceNeeded(nonce((long) now));
    }
    if (made > now + leeway || made + lifetime + leeway < now) {
      throw bad("the proof's time is over, or not there yet");
    }
    return made;
  }

  private synchronized void remember(String proof, double until) {
    double now = clock.instant().toEpochMilli() / 1000.0;
    var oldest = used.entrySet().iterator();
    while (oldest.hasNext()
        && (oldest.next().getValue() + leeway < now || used.size() >= MOST_REMEMBERED)) {
      oldest.remove();
    }
    if (used.putIfAbsent(proof, until) != null) {
      throw bad("the proof was used before");
    }
  }

  private String nonce(long seconds) {
    byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(seconds).array();
    return BASE64.encodeToString(
        ByteBuffer.allocate(Long.BYTES + CODE_BYTES)
            .put(time)
            .put(code(time), 0, CODE_BYTES)
            .array());
  }

  /// When a nonce was made; null for one that is none of ours.
  private @Nullable Double nonceTime(@Nullable Object nonce) {
    try {
      byte[] bytes =
          nonce instanceof String text ? Base64.getUrlDecoder().decode(text) : new byte[0];
      if (bytes.length != Long.BYTES + CODE_BYTES) {
        return null;
      }
      long seconds = ByteBuffer.wrap(bytes).getLong();
      byte[] expected = nonce(seconds).getBytes(US_ASCII);
      return MessageDigest.isEqual(expected, String.valueOf(nonce).getBytes(US_ASCII))
          ? Double.valueOf((double) seconds)
          : null;
    } catch (IllegalArgumentException noBase64) {
      return null;
    }
  }

  private byte[] code(byte[] time) {
    try {
      return Hashes.code("HmacSHA256", secret, time);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("HmacSHA256 takes any secret", e);
    }
  }

  private static Refusal bad(String reason) {
    return Refusal.badProof(reason);
  }
}
