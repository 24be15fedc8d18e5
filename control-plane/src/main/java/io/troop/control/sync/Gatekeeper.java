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
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
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
  private final Set<Fingerprint> strangers =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Fingerprint, Boolean> eldest) {
                  return size() > STRANGERS;
                }
              }));

  Gatekeeper(Supplier<NodeTrust> trust, InstantSource clock) {
    this.trust = trust;
    this.clock = clock;
  }

  /// Decides about the certificate of a handshake.
  NodeTrust.Decision decide(List<X509Certificate> chain) {
    NodeTrust.Decision decision = trust.get().decide(chain, clock.instant());
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
    return decision;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    List<X509Certificate> chain = chain(call);
    if (!chain.isEmpty() && decide(chain) instanceof Accepted accepted) {
      Member member =
          new Member(
              accepted.controlPlane(),
              accepted.fingerprint(),
              chain.getFirst().getNotAfter().toInstant(),
              address(call));
      Context context = Context.current().withValue(SyncService.MEMBER, member);
      return Contexts.interceptCall(context, call, headers, next);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription("the certificate is not trusted"), new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static List<X509Certificate> chain(ServerCall<?, ?> call) {
    List<X509Certificate> chain = new ArrayList<>();
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
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

  private static String address(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress socket
        ? socket.getAddress().getHostAddress()
        : "unknown";
  }
}
