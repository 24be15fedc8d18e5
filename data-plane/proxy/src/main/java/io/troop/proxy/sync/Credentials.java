package io.troop.proxy.sync;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Fingerprint;
import io.troop.certs.FreshKey;
import io.troop.certs.LiveTrust;
import io.troop.certs.Pem;
import io.troop.certs.PinnedServer;
import io.troop.certs.SealCertificate;
import io.troop.certs.TrustAnchors;
import io.troop.certs.TrustBundle;
import io.troop.certs.TrustException;
import io.troop.proto.sync.v1.NodeCredentials;
import io.troop.proto.sync.v1.Trust;
import io.troop.proxy.cache.DamagedFile;
import io.troop.proxy.cache.DiskCache;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node shows and what it believes: what it was set up with and, over that, what it got from
/// its control plane since. *Thread-safe.*
///
/// What it got is kept on disk, encrypted with the key it was set up with, and counts as long as
/// that has the same certificate: a node that is set up anew begins anew.
public final class Credentials {

  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

  private static final Duration EXPIRING = Duration.ofDays(30);
  private static final int SHARE = 8;

  private final CertifiedKey setUpWith;
  private final @Nullable List<X509Certificate> setUpToBelieve;
  private final @Nullable DiskCache cache;
  private final InstantSource clock;
  private final SecureRandom random;
  private final TrustManager trust;

  private volatile @Nullable CertifiedKey renewed;
  private volatile @Nullable Trust word;
  private volatile @Nullable TrustBundle bundle;
  private volatile X509ExtendedTrustManager believing;
  private volatile boolean showsRenewed;
  private @Nullable FreshKey asked;
  private Instant warnAgain = Instant.EPOCH;
  private volatile Runnable onRenewal = () -> {};

  /// @param given decides about the control plane's certificate, as the node was set up
  /// @param cache null to keep nothing over a restart
  Credentials(
      CertifiedKey setUpWith,
      X509ExtendedTrustManager given,
      @Nullable DiskCache cache,
      InstantSource clock,
      SecureRandom random) {
    this.setUpWith = setUpWith;
    this.cache = cache;
    this.clock = clock;
    this.random = random;
    // A shared certificate is compared as a whole; authorities have no part in it.
    this.setUpToBelieve =
        given instanceof PinnedServer ? null : List.of(given.getAcceptedIssuers());
    this.believing = given;
    this.trust = new LiveTrust(() -> believing);
    restore();
  }

  /// Says who is to hear of each new certificate, on the thread that takes it.
  void onRenewal(Runnable listener) {
    onRenewal = listener;
  }

  private void restore() {
    if (cache == null) {
      return;
    }
    try {
      NodeCredentials kept =
          NodeCredentials.parseFrom(cache.credentials().orElseGet(() -> new byte[0]));
      if (!kept.getSetUpWith().equals(Fingerprint.of(setUpWith.leaf()).hex())) {
        return;
      }
      if (kept.hasTrust()) {
        believe(kept.getTrust(), parse(kept.getTrust()));
      }
      if (!kept.getChain().isEmpty()) {
        renewed =
            Pem.certifiedKey(
                "the renewed certificate", kept.getChain(), "its key", kept.getPrivateKey());
        showsRenewed = true;
      }
    } catch (DamagedFile | InvalidProtocolBufferException | TrustException problem) {
      LOG.warn(
          "the certificate this node got over its stream can't be used ({}); it shows the one it"
              + " was set up with",
          problem.getMessage());
    }
  }

  /// What to show now.
  public CertifiedKey current() {
    CertifiedKey fresh = renewed;
    return showsRenewed && fresh != null ? fresh : setUpWith;
  }

  /// Decides about the control plane's certificate by what is believed at that moment.
  public TrustManager trust() {
    return trust;
  }

  /// What the control plane said is to be believed; null for nothing.
  @Nullable TrustBundle bundle() {
    return bundle;
  }

  /// The number of what it said; 0 for none.
  long trustNumber() {
    TrustBundle now = bundle;
    return now == null ? 0 : now.number();
  }

  /// A connection failed before this node was welcome: the next one shows the other certificate, if
  /// there is another that is valid.
  synchronized void failed() {
    CertifiedKey fresh = renewed;
    if (fresh == null) {
      return;
    }
    CertifiedKey other = showsRenewed ? setUpWith : fresh;
    if (isValid(other)) {
      showsRenewed = !showsRenewed;
    }
  }

  private boolean isValid(CertifiedKey key) {
    return clock.instant().isBefore(key.leaf().getNotAfter().toInstant());
  }

  /// When what is shown expires.
  public Instant expires() {
    return current().leaf().getNotAfter().toInstant();
  }

  /// Warns of the end of what is shown, once a day.
  synchronized void watch() {
    X509Certificate shown = current().leaf();
    Instant end = shown.getNotAfter().toInstant();
    Duration share = Duration.between(shown.getNotBefore().toInstant(), end).dividedBy(SHARE);
    Instant now = clock.instant();
    boolean isNear = end.minus(share.compareTo(EXPIRING) < 0 ? share : EXPIRING).isBefore(now);
    if (isNear && !now.isBefore(warnAgain)) {
      warnAgain = now.plus(Duration.ofDays(1));
      LOG.warn(
          "this node's certificate expires on {}: after that it serves on, and is let in no more",
          end);
    }
  }

  /// Makes a key and asks for a certificate for it.
  synchronized byte[] request() {
    FreshKey key = FreshKey.generate(random);
    asked = key;
    return key.request();
  }

  /// Takes the certificate that was asked for: it is stored, and shown from the next connection on.
  ///
  /// @throws TrustException when it is not what was asked for
  synchronized void issued(String chain) {
    FreshKey key = asked;
    if (key == null) {
      throw new TrustException("a certificate was issued that this node did not ask for");
    }
    CertifiedKey fresh = key.with(Pem.certificates("the certificate issued", chain));
    if (!isValid(fresh)) {
      throw new TrustException(
          "the certificate issued expired on " + fresh.leaf().getNotAfter().toInstant());
    }
    asked = null;
    renewed = fresh;
    showsRenewed = true;
    store();
    LOG.info(
        "this node has a new certificate, valid until {}", fresh.leaf().getNotAfter().toInstant());
    onRenewal.run();
  }

  /// This node belongs to another control plane now: what the one before said does not count.
  synchronized void elsewhere() {
    word = null;
    bundle = null;
    if (setUpToBelieve != null) {
      believing = TrustAnchors.trusting(setUpToBelieve);
    }
  }

  /// Takes the control plane's word on what to believe.
  ///
  /// @param seal of the control plane this stream goes to, as it was believed
  /// @throws TrustException when the seal does not vouch for it
  synchronized void take(Trust said, SealCertificate seal, UUID controlPlane) {
    if (said.getNumber() == 0) {
      return;
    }
    TrustBundle offered = parse(said);
    if (!seal.verifies(offered.payload(controlPlane), said.getSignature().toByteArray())) {
      throw new TrustException(
          "the control plane's word on what to believe is not signed by its seal");
    }
    TrustBundle known = bundle;
    if (offered.equals(known)) {
      return;
    }
    if (known != null && offered.number() < known.number()) {
      LOG.warn(
          "the control plane's word {} on what to believe is older than the one this node goes by,"
              + " {}, and is left alone: the control plane was restored from a backup",
          offered.number(),
          known.number());
      return;
    }
    believe(said, offered);
    store();
    LOG.info(
        "this node believes {} authorities now, and {} not any more",
        offered.authorities().size(),
        offered.retired().size());
  }

  private static TrustBundle parse(Trust said) {
    return TrustBundle.parse(said.getNumber(), said.getAuthorities(), said.getRetired());
  }

  private void believe(Trust said, TrustBundle offered) {
    word = said.toBuilder().setSignature(ByteString.EMPTY).clearRenewAfterMillis().build();
    bundle = offered;
    if (setUpToBelieve != null) {
      believing = TrustAnchors.trusting(offered.over(setUpToBelieve));
    }
  }

  private void store() {
    if (cache == null) {
      return;
    }
    NodeCredentials.Builder kept =
        NodeCredentials.newBuilder().setSetUpWith(Fingerprint.of(setUpWith.leaf()).hex());
    CertifiedKey fresh = renewed;
    if (fresh != null) {
      kept.setChain(Pem.write(fresh.chain())).setPrivateKey(Pem.write(fresh.key()));
    }
    Trust said = word;
    if (said != null) {
      kept.setTrust(said);
    }
    try {
      cache.credentials(kept.build().toByteArray());
    } catch (IOException problem) {
      LOG.error(
          "what this node got over its stream can't be stored and lasts until its next start: {}",
          problem.toString());
    }
  }

  /// Never shows a key.
  @Override
  public String toString() {
    return "credentials valid until " + expires();
  }
}
