package io.troop.control.sync;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.troop.certs.Fingerprint;
import io.troop.certs.NodeTrust;
import io.troop.certs.NodeTrust.Accepted;
import io.troop.certs.NodeTrust.Refused;
import io.troop.control.fleet.Member;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets members in and nobody else. A stranger's handshake fails; what was trusted then and is not
/// any more gets no stream. *Thread-safe.*
final class Gatekeeper implements ServerInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);

  /// Strangers come back every few seconds; so many of them are remembered, to name each once.
  private static final int STRANGERS = 1000;

  private final Supplier<NodeTrust> trust;
  private final InstantSource clock;
  private final NodeRevocation revocation;
  private final Set<Fingerprint> strangers =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Fingerprint, Boolean> eldest) {
                  return size() > STRANGERS;
                }
              }));

  Gatekeeper(Supplier<NodeTrust> trust, InstantSource clock, NodeRevocation revocation) {
    this.trust = trust;
    this.clock = clock;
    this.revocation = revocation;
  }

  /// Decides about the certificate of a handshake, without waiting for anybody.
  NodeTrust.Decision decide(List<X509Certificate> chain) {
    NodeTrust.Decision decision = trust.get().decide(chain, clock.instant());
    if (decision instanceof Refused) {
      log(decision, chain);
    }
    return decision;
  }

  /// Decides whether a connection becomes useful. May wait for an authority's answer.
  private NodeTrust.Decision admit(List<X509Certificate> chain) {
    NodeTrust.Decision decision = trust.get().decide(chain, clock.instant());
    if (decision instanceof Accepted accepted) {
      Optional<String> refusal = revocation.refusal(chain, accepted.pinned());
      if (refusal.isPresent()) {
        decision = new Refused(accepted.fingerprint(), refusal.get());
      }
    }
    log(decision, chain);
    return decision;
  }

  private void log(NodeTrust.Decision decision, List<X509Certificate> chain) {
    switch (decision) {
      case Accepted accepted -> strangers.remove(accepted.fingerprint());
      case Refused refused -> {
        if (strangers.add(refused.fingerprint())) {
          LOG.warn(
              "refused a node with certificate {} ({}): {}; it is not logged again until it was"
                  + " accepted",
              refused.fingerprint(),
              chain.getFirst().getSubjectX500Principal(),
              refused.reason());
        }
      }
    }
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    // Calls have threads of their own, which may wait.
    Optional<Member> member =
        member(
            call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION),
            call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    if (member.isPresent()) {
      Context context = Context.current().withValue(SyncService.MEMBER, member.get());
      return Contexts.interceptCall(context, call, headers, next);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription("the certificate is not trusted"), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  /// Who is at the other end of a connection; empty for nobody who may join. May wait.
  Optional<Member> member(@Nullable SSLSession session, @Nullable SocketAddress address) {
    List<X509Certificate> chain = chain(session);
    return !chain.isEmpty() && admit(chain) instanceof Accepted accepted
        ? Optional.of(
            new Member(
                accepted.controlPlane(),
                accepted.fingerprint(),
                chain.getFirst().getNotAfter().toInstant(),
                text(address)))
        : Optional.empty();
  }

  private static List<X509Certificate> chain(@Nullable SSLSession session) {
    List<X509Certificate> chain = new ArrayList<>();
    if (session != null) {
      try {
        for (var certificate : session.getPeerCertificates()) {
          chain.add((X509Certificate) certificate);
        }
      } catch (SSLPeerUnverifiedException _) {
        // Nobody without a certificate gets here; if somebody does, the chain is empty.
      }
    }
    return chain;
  }

  private static String text(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress socket
        ? socket.getAddress().getHostAddress()
        : "unknown";
  }
}
