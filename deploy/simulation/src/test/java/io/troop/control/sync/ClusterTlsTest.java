package io.troop.control.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Fingerprint;
import io.troop.certs.NodeTrust;
import io.troop.certs.Pem;
import io.troop.certs.TrustBundle;
import io.troop.plugin.tools.EntityWrites;
import io.troop.plugin.tools.Orders;
import io.troop.proto.sync.v1.Trust;
import io.troop.proxy.sync.SyncStatus;
import io.troop.simulation.FakeControlPlane;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Both sides over real TLS connections.
class ClusterTlsTest extends OverTls {

  @Test
  void whatANodeWritesServesWhenTheWriteEnds() throws Exception {
    SyncStatus status = start(node, "localhost", Map.of());
    await(status::isReady);
    UUID id = UUID.randomUUID();
    var put = new EntityWrites.Write.Put("oauth2_tokens", id, "default", Map.of("scope", "a"));
    var delete = new EntityWrites.Write.Delete("oauth2_tokens", id);
    assertThat(writes.commit(List.of(put)).block(PATIENCE)).isTrue();
    assertThat(revision(status)).isEqualTo(controlPlane.revision());
    assertThat(controlPlane.image().get(new EntityKey("oauth2_tokens", id))).isNotNull();
    assertThat(writes.commit(List.of(delete)).block(PATIENCE)).isTrue();
    assertThat(writes.commit(List.of(delete)).block(PATIENCE)).as("it is gone").isFalse();
  }

  @Test
  void aWriteFailsWhileTheControlPlaneIsAway() throws Exception {
    SyncStatus status = start(node, "localhost", Map.of());
    await(status::isReady);
    listener.stop();
    await(() -> !status.isConnected());
    var delete = new EntityWrites.Write.Delete("oauth2_tokens", UUID.randomUUID());
    assertThatThrownBy(() -> writes.commit(List.of(delete)).block(PATIENCE))
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("there is no connection to the control plane");
  }

  @Test
  void anOrderReachesTheNodesAndTheirReportsComeBack() throws Exception {
    desk.take(
        "proxy-cache",
        order ->
            new Orders.Reply(
                order.parameters().equals(List.of("k")), Map.of("method", order.method())));
    SyncStatus status = start(node, "localhost", Map.of());
    controlPlane.commit(services(0, 1));
    await(status::isReady);

    AtomicReference<List<Orders.Reply>> replies = new AtomicReference<>(List.of());
    await(() -> {
      replies.set(ask("k"));
      return !replies.get().isEmpty();
    });

    assertThat(replies.get()).containsExactly(new Orders.Reply(true, Map.of("method", "GET")));
    assertThat(ask("other").getFirst().found()).isFalse();
  }

  @Test
  void aNodeWhoseCertificateIsDeletedGetsNoMoreOrders() throws Exception {
    SyncStatus status = start(node, "localhost", Map.of());
    controlPlane.commit(services(0, 1));
    await(status::isReady);
    await(() -> !ask("k").isEmpty());

    orders.revoke(_ -> true);

    assertThat(ask("k")).isEmpty();
  }

  private List<Orders.Reply> ask(String key) {
    return orders.ask(
        view().member().controlPlane(),
        "proxy-cache",
        new Orders.Order("GET", "/proxy-cache/{key}", List.of(key)),
        Duration.ofSeconds(10));
  }

  @Test
  void aRegisteredNodeGetsTheConfigurationAndItsChanges() throws Exception {
    controlPlane.commit(services(0, 1000));
    SyncStatus status = start(node, "localhost", Map.of("cluster_dp_labels", "zone:a"));
    await(status::isReady);
    controlPlane.commit(services(5, 6));
    await(() -> revision(status) == 2);
    assertThat(status.configHash()).isEqualTo(controlPlane.root().configHash());
    await(() -> view().held() != null && view().held().revision() == 2);
    assertThat(view().member().address()).isEqualTo("127.0.0.1");
    assertThat(view().connected()).isTrue();
  }

  @Test
  void aStrangerGetsNothing() throws Exception {
    CertifiedKey stranger = controlPlane.authority().issueNode("stranger");
    SyncStatus status = start(stranger, "localhost", Map.of());
    SyncStatus member = start(node, "localhost", Map.of());
    await(member::isReady);
    assertThat(status.isReady()).isFalse();
    assertThat(controlPlane.registry().nodes(FakeControlPlane.ID)).hasSize(1);
  }

  @Test
  void aNodeDoesNotBelieveAServerOfAnotherName() throws Exception {
    SyncStatus status = start(node, "elsewhere.example.com", Map.of());
    SyncStatus right = start(node, "localhost", Map.of());
    await(right::isReady);
    assertThat(status.isReady()).isFalse();
  }

  @Test
  void deletingTheCertificateCutsTheStreamAndKeepsItOut() throws Exception {
    SyncStatus status = start(node, "localhost", Map.of());
    await(status::isConnected);
    trust = new NodeTrust(Map.of(), Map.of(), Set.of(Fingerprint.of(node.leaf())));
    controlPlane.feeds().revoke(member -> trust.deleted().contains(member.certificate()));
    await(() -> !status.isConnected());
    assertThat(view().connected()).isFalse();
    assertThat(status.isReady()).as("what serves goes on serving").isTrue();
  }

  @Test
  void comesBackByADeltaWhenTheControlPlaneWasAway() throws Exception {
    controlPlane.commit(services(0, 10));
    SyncStatus status = start(node, "localhost", Map.of());
    await(() -> revision(status) == 1);
    listener.stop();
    await(() -> !status.isConnected());
    controlPlane.commit(services(3, 4));
    open();
    await(() -> revision(status) == 2);
    await(() -> view().connected());
    assertThat(view().snapshots()).isEqualTo(1);
  }

  @Test
  void inSharedModeBothSidesHaveOneCertificate() throws Exception {
    listener.stop();
    trust =
        new NodeTrust(
            Map.of(Fingerprint.of(server.leaf()), FakeControlPlane.ID), Map.of(), Set.of());
    open();
    SyncStatus status = start(server, "ignored", Map.of("cluster_mtls", "shared"));
    await(status::isReady);
  }

  @Test
  void aChangeAmongManyEntitiesArrivesSoon() throws Exception {
    int entities = Integer.getInteger("simulation.entities", 20_000);
    controlPlane.commit(services(0, entities));
    long start = System.nanoTime();
    SyncStatus status = start(node, "localhost", Map.of());
    await(status::isReady);
    long snapshot = System.nanoTime() - start;
    applied.clear();
    int changes = Integer.getInteger("simulation.changes", 100);
    long[] micros = new long[changes];
    for (int i = 0; i < changes; i++) {
      long committed = System.nanoTime();
      controlPlane.commit(
          List.of(
              Change.put(
                  Entity.of(key(i), "default", Map.of("id", key(i).id().toString(), "n", i)))));
      Long live = applied.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(live).as("change %d", i).isNotNull();
      micros[i] = (live - committed) / 1000;
    }
    Arrays.sort(micros);
    org.slf4j.LoggerFactory.getLogger(ClusterTlsTest.class)
        .info(
            "{} entities: snapshot {} ms; commit to live: median {} us, p99 {} us",
            entities,
            snapshot / 1_000_000,
            micros[changes / 2],
            micros[changes * 99 / 100]);
    await(() -> revision(status) == changes + 1);
    assertThat(status.configHash()).isEqualTo(controlPlane.root().configHash());
  }

  private static Trust renewNow() {
    return Trust.newBuilder().setRenewAfterMillis(0).build();
  }

  @Test
  void aNodeGoesOnWithItsNewCertificateWithoutABreakAndShowsItAfterARestartToo() throws Exception {
    AtomicReference<X509Certificate> issued = new AtomicReference<>();
    Fingerprint old = Fingerprint.of(node.leaf());
    controlPlane.certifies(
        member -> member.certificate().equals(old) ? Optional.of(renewNow()) : Optional.empty(),
        certificate -> {
          Fingerprint fresh = Fingerprint.of(certificate);
          trust =
              new NodeTrust(
                  Map.of(old, FakeControlPlane.ID, fresh, FakeControlPlane.ID), Map.of(), Set.of());
          issued.set(certificate);
        });
    controlPlane.commit(services(0, 10));
    SyncStatus status = start(node, "localhost", Map.of());
    AtomicInteger breaks = new AtomicInteger();
    await(status::isReady);

    await(() -> {
      breaks.addAndGet(status.isConnected() ? 0 : 1);
      return issued.get() != null
          && view().member().certificate().equals(Fingerprint.of(issued.get()));
    });

    assertThat(breaks).as("times without a connection").hasValue(0);
    controlPlane.commit(services(3, 4));
    await(() -> revision(status) == 2);
    assertThat(view().snapshots()).as("only deltas").isEqualTo(1);
    // The certificate it was set up with is good no more: only what is on disk lets it in again.
    opened.removeLast().close();
    trust =
        new NodeTrust(
            Map.of(Fingerprint.of(issued.get()), FakeControlPlane.ID), Map.of(), Set.of(old));
    SyncStatus again = start(node, "localhost", Map.of());
    await(again::isConnected);
  }

  @Test
  void aRenewedCertificateThatIsRefusedGivesWayToTheOneTheNodeWasSetUpWith() throws Exception {
    Fingerprint old = Fingerprint.of(node.leaf());
    CountDownLatch asked = new CountDownLatch(1);
    controlPlane.certifies(
        _ -> asked.getCount() == 0 ? Optional.empty() : Optional.of(renewNow()),
        _ -> asked.countDown());
    SyncStatus status = start(node, "localhost", Map.of());
    assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(status.isConnected()).as("the stream in use goes on").isTrue();
    listener.stop();
    await(() -> !status.isConnected());
    open();
    await(() -> status.isConnected() && view().member().certificate().equals(old));
  }

  @Test
  void anotherAuthorityIsBelievedOnlyByTheSealsWord() throws Exception {
    Authority other = Authority.create("Another CA", InstantSource.system(), new SecureRandom());
    TrustBundle bundle =
        new TrustBundle(
            1, List.of(controlPlane.authority().certificate(), other.certificate()), List.of());
    controlPlane.certifies(_ -> Optional.of(controlPlane.trust(bundle)), _ -> {});
    SyncStatus status = start(node, "localhost", Map.of());
    await(() -> status.isConnected());
    listener.stop();
    await(() -> !status.isConnected());
    server = other.issueServer(List.of("localhost"));
    open();
    await(status::isConnected);

    // A word that the seal did not sign ends the stream, and nothing of it is believed.
    Trust forged =
        controlPlane.trust(bundle).toBuilder()
            .setNumber(2)
            .setRetired(Pem.write(List.of(other.certificate())))
            .build();
    AtomicInteger told = new AtomicInteger();
    controlPlane.certifies(
        _ -> {
          told.incrementAndGet();
          return Optional.of(forged);
        },
        _ -> {});
    listener.stop();
    await(() -> !status.isConnected());
    open();
    await(() -> told.get() >= 2);
    controlPlane.certifies(_ -> Optional.empty(), _ -> {});
    await(status::isConnected);
  }
}
