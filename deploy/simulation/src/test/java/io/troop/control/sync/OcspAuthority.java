package io.troop.control.sync;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.troop.certs.CertifiedKey;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A company's authority, not of our making, with an OCSP responder over real HTTP that signs.
final class OcspAuthority implements AutoCloseable {

  private static final X500Name NAME = new X500Name("CN=Company CA");

  private final Date from = Date.from(Instant.now().minus(Duration.ofDays(1)));
  private final Date to = Date.from(Instant.now().plus(Duration.ofDays(30)));
  private final KeyPair keys = keys();
  private final HttpServer server;
  private final Set<BigInteger> revoked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger serials = new AtomicInteger(1);
  final X509Certificate certificate;

  /// How often it was asked.
  final AtomicInteger asked = new AtomicInteger();

  /// What it signs with, in place of its own key.
  volatile PrivateKey signer = keys.getPrivate();

  volatile int status = 200;

  OcspAuthority() throws Exception {
    certificate = issue("CN=Company CA", keys.getPublic(), null, true);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /// Where it answers.
  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/ocsp";
  }

  /// A node's key and certificate, without the issuer's.
  ///
  /// @param responder what the certificate names; null for none
  CertifiedKey node(String responder) throws Exception {
    KeyPair pair = keys();
    return new CertifiedKey(
        pair.getPrivate(),
        List.of(issue("CN=node-" + serials, pair.getPublic(), responder, false)));
  }

  void revoke(X509Certificate node) {
    revoked.add(node.getSerialNumber());
  }

  private X509Certificate issue(String name, PublicKey key, String responder, boolean isAuthority)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME, BigInteger.valueOf(serials.getAndIncrement()), from, to, new X500Name(name), key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (responder != null) {
      builder.addExtension(
          Extension.authorityInfoAccess,
          false,
          new AuthorityInformationAccess(
              new AccessDescription(
                  AccessDescription.id_ad_ocsp,
                  new GeneralName(GeneralName.uniformResourceIdentifier, responder))));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private void serve(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try {
      byte[] answer = answer(exchange.getRequestBody().readAllBytes());
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (Exception problem) {
      exchange.sendResponseHeaders(500, -1);
    }
    exchange.close();
  }

  private byte[] answer(byte[] request) throws Exception {
    BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(NAME));
    for (Req question : new OCSPReq(request).getRequestList()) {
      boolean isRevoked = revoked.contains(question.getCertID().getSerialNumber());
      builder.addResponse(
          question.getCertID(),
          isRevoked ? new RevokedStatus(from, CRLReason.keyCompromise) : CertificateStatus.GOOD,
          from,
          to);
    }
    return new OCSPRespBuilder()
        .build(
            OCSPRespBuilder.SUCCESSFUL,
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer), null, from))
        .getEncoded();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
