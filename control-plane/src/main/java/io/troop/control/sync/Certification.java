package io.troop.control.sync;

import io.troop.control.fleet.Member;
import io.troop.proto.sync.v1.CertificateIssued;
import io.troop.proto.sync.v1.CertificateRequest;
import io.troop.proto.sync.v1.Trust;
import java.util.Optional;

/// What nodes are told to believe, and the certificates they ask for.
public interface Certification {

  /// Nothing is ever told, and nothing issued.
  Certification NONE =
      new Certification() {
        @Override
        public Optional<Trust> trust(Member member) {
          return Optional.empty();
        }

        @Override
        public CertificateIssued issue(Member member, CertificateRequest request) {
          return CertificateIssued.newBuilder().setReason("none are issued here").build();
        }
      };

  /// What a node is to be told now; empty when there is nothing to tell.
  Optional<Trust> trust(Member member);

  /// Issues a certificate, or says why not. May wait for the database.
  CertificateIssued issue(Member member, CertificateRequest request);
}
