package io.troop.control.sync;

import io.troop.certs.Authority;
import io.troop.certs.Fingerprint;
import io.troop.certs.revocation.Ocsp;
import io.troop.certs.revocation.RevocationAddresses;
import io.troop.certs.revocation.RevocationStatus;
import io.troop.control.fleet.ClusterSettings;
import io.troop.control.fleet.ClusterSettings.OcspMode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the authorities of nodes' certificates whether those were revoked (`cluster_ocsp`), as Kong
/// does. *Thread-safe*; the first to ask about a certificate waits for the responder.
///
/// What the registration of a certificate says is known without asking anybody: one that names no
/// responder is asked about only if an authority lets it in. The shared certificate never is.
final class NodeRevocation implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRevocation.class);

  /// Kong's CLUSTERING_OCSP_TIMEOUT.
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /// A node opens several connections and streams; its authority is asked once for all of them.
  private static final Duration ANSWER_COUNTS = Duration.ofMinutes(1);

  private static final Duration SILENCE_COUNTS = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_REMEMBERED = 10_000;

  /// What was found out about a certificate.
  ///
  /// @param isKnown whether an authority has answered
  /// @param problem why the node may not join, if it must be known not to be revoked; null for a
  ///   certificate that is good
  private record Finding(boolean isKnown, @Nullable String problem) {

    static final Finding GOOD = new Finding(true, null);

    static Finding unknown(String why) {
      return new Finding(false, "data plane client certificate revocation check failed: " + why);
    }

    static Finding revoked(String why) {
      return new Finding(true, "data plane client certificate was revoked: " + why);
    }
  }

  private record Asked(FutureTask<Finding> answer, Instant at) {

    boolean counts(Instant now) {
      if (!answer.isDone()) {
        return true;
      }
      boolean isKnown = answer.state() == FutureTask.State.SUCCESS && answer.resultNow().isKnown();
      return at.plus(isKnown ? ANSWER_COUNTS : SILENCE_COUNTS).isAfter(now);
    }
  }

  private final OcspMode mode;
  private final boolean shared;
  private final List<X509Certificate> authorities;
  private final InstantSource clock;
  private final Map<Fingerprint, Asked> asked = new ConcurrentHashMap<>();
  private @Nullable HttpClient client;

  NodeRevocation(ClusterSettings settings, InstantSource clock) {
    this(settings.ocsp(), settings.shared(), settings.authorities(), clock);
  }

  /// @param authorities that certify nodes, by the operator's word
  NodeRevocation(
      OcspMode mode, boolean shared, List<X509Certificate> authorities, InstantSource clock) {
    this.mode = mode;
    this.shared = shared;
    this.authorities = List.copyOf(authorities);
    this.clock = clock;
  }

  /// Asks nobody.
  static NodeRevocation off(InstantSource clock) {
    return new NodeRevocation(OcspMode.OFF, false, List.of(), clock);
  }

  /// Why a node that is trusted may not join after all; empty when it may. May wait for a responder
  /// for up to [#TIMEOUT].
  ///
  /// @param chain the node's certificate first
  /// @param isRegistered whether the certificate itself is registered
  Optional<String> refusal(List<X509Certificate> chain, boolean isRegistered) {
    if (mode == OcspMode.OFF || shared) {
      return Optional.empty();
    }
    X509Certificate leaf = chain.getFirst();
    List<URI> responders = RevocationAddresses.of(leaf).responders();
    if (responders.isEmpty() && isRegistered) {
      return Optional.empty();
    }
    Finding found = finding(leaf, () -> find(chain, responders));
    if (!found.isKnown() && mode == OcspMode.OPTIONAL) {
      LOG.warn("{} ({})", found.problem(), leaf.getSubjectX500Principal());
      return Optional.empty();
    }
    return Optional.ofNullable(found.problem());
  }

  private Finding finding(X509Certificate leaf, Supplier<Finding> find) {
    Instant now = clock.instant();
    if (asked.size() >= MOST_REMEMBERED) {
      asked.values().removeIf(one -> !one.counts(now));
    }
    Asked current =
        asked.compute(
            Fingerprint.of(leaf),
            (_, before) ->
                before != null && before.counts(now)
                    ? before
                    : new Asked(new FutureTask<>(find::get), now));
    // The first one here asks; others wait for its answer.
    current.answer().run();
    try {
      return current.answer().get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Finding.unknown("this control plane stops");
    } catch (ExecutionException problem) {
      return Finding.unknown(String.valueOf(problem.getCause()));
    }
  }

  private Finding find(List<X509Certificate> chain, List<URI> responders) {
    if (responders.isEmpty()) {
      return Finding.unknown(
          "OCSP responder endpoint can not be determined, the client certificate may be missing the"
              + " required extensions");
    }
    X509Certificate leaf = chain.getFirst();
    X509Certificate issuer = issuer(chain);
    if (issuer == null) {
      return Finding.unknown(
          "the certificate of its issuer is not known (expected: sent by the node behind its own,"
              + " or in cluster_ca_cert)");
    }
    Finding last = Finding.unknown("no responder was asked");
    for (URI responder : responders) {
      last = ask(responder, leaf, issuer);
      if (last.isKnown()) {
        return last;
      }
    }
    return last;
  }

  private @Nullable X509Certificate issuer(List<X509Certificate> chain) {
    X509Certificate leaf = chain.getFirst();
    if (chain.size() > 1 && Authority.hasIssued(chain.get(1), leaf)) {
      return chain.get(1);
    }
    return authorities.stream()
        .filter(authority -> Authority.hasIssued(authority, leaf))
        .findFirst()
        .orElse(null);
  }

  private Finding ask(URI responder, X509Certificate leaf, X509Certificate issuer) {
    try {
      HttpRequest question =
          HttpRequest.newBuilder(responder)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/ocsp-request")
              .POST(HttpRequest.BodyPublishers.ofByteArray(Ocsp.question(leaf, issuer)))
              .build();
      HttpResponse<InputStream> reply =
          client().send(question, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = reply.body()) {
        if (reply.statusCode() != 200) {
          return Finding.unknown(
              "OCSP responder "
                  + responder
                  + " returns bad HTTP status code: "
                  + reply.statusCode());
        }
        return read(body.readNBytes(MOST_BYTES), leaf, issuer, responder);
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException problem) {
      return Finding.unknown(
          "failed to send request to OCSP responder " + responder + ": " + problem);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Finding.unknown("this control plane stops");
    }
  }

  /// Kong: an answer that can't be believed keeps the node out like one that says "revoked".
  private Finding read(byte[] answer, X509Certificate leaf, X509Certificate issuer, URI responder) {
    if (answer.length == 0) {
      return Finding.unknown(
          "unexpected response from OCSP responder " + responder + ": empty body");
    }
    RevocationStatus status = Ocsp.status(answer, leaf, issuer, clock.instant());
    return switch (status) {
      case GOOD -> Finding.GOOD;
      case REVOKED -> Finding.revoked("so says " + responder);
      case UNKNOWN ->
          Finding.revoked(
              "failed to validate OCSP response of "
                  + responder
                  + " (expected: about this certificate, in time, signed by its issuer or by whom"
                  + " that appointed)");
    };
  }

  private synchronized HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      made = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
      client = made;
    }
    return made;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
      client = null;
    }
  }
}
