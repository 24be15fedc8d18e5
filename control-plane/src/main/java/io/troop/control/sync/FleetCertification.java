package io.troop.control.sync;

import com.google.protobuf.ByteString;
import io.troop.certs.Pem;
import io.troop.certs.TrustBundle;
import io.troop.certs.TrustException;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeCertificates;
import io.troop.proto.sync.v1.CertificateIssued;
import io.troop.proto.sync.v1.CertificateRequest;
import io.troop.proto.sync.v1.Trust;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [NodeCertificates] in the words of the protocol. *Thread-safe.*
final class FleetCertification implements Certification {

  private static final Logger LOG = LoggerFactory.getLogger(FleetCertification.class);

  private final NodeCertificates certificates;

  FleetCertification(NodeCertificates certificates) {
    this.certificates = certificates;
  }

  @Override
  public Optional<Trust> trust(Member member) {
    TrustBundle bundle = certificates.bundle(member.controlPlane());
    Optional<Duration> renewal = certificates.renewAfter(member);
    if (bundle.number() == 0 && renewal.isEmpty()) {
      return Optional.empty();
    }
    Trust.Builder trust =
        Trust.newBuilder()
            .setNumber(bundle.number())
            .setAuthorities(Pem.write(bundle.authorities()))
            .setRetired(Pem.write(bundle.retired()))
            .setSignature(
                ByteString.copyFrom(certificates.signature(member.controlPlane(), bundle)));
    renewal.ifPresent(after -> trust.setRenewAfterMillis(after.toMillis()));
    return Optional.of(trust.build());
  }

  @Override
  public CertificateIssued issue(Member member, CertificateRequest request) {
    try {
      return CertificateIssued.newBuilder()
          .setChain(Pem.write(certificates.renew(member, request.getRequest().toByteArray())))
          .build();
    } catch (TrustException refused) {
      LOG.warn(
          "{} with certificate {} gets no other certificate: {}",
          member.address(),
          member.certificate(),
          refused.getMessage());
      return CertificateIssued.newBuilder().setReason(String.valueOf(refused.getMessage())).build();
    } catch (RuntimeException problem) {
      LOG.error("no certificate can be issued to {} for now", member.address(), problem);
      return CertificateIssued.newBuilder().setReason("the control plane failed").build();
    }
  }
}
