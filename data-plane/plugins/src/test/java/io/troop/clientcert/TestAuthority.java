package io.troop.clientcert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority with an OCSP responder and a revocation list, over real HTTP.
final class TestAuthority implements AutoCloseable {
  static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Date BEGIN = Date.from(NOW.minus(Duration.ofDays(1)));
  private static final Date END = Date.from(NOW.plus(Duration.ofDays(30)));

  private final HttpServer server;
  private final KeyPair keys = keys();
  final X509Certificate certificate;
  private final Set<BigInteger> revoked = ConcurrentHashMap.newKeySet();
  private int serial = 1;

  /// Paths that were asked for.
  final List<String> asked = new CopyOnWriteArrayList<>();

  /// Until when the answers of the responder and the list count.
  volatile Instant nextUpdate = NOW.plus(Duration.ofHours(1));

  /// What answers are signed with, in place of the authority's own key.
  volatile PrivateKey signer = keys.getPrivate();

  volatile boolean away;
  volatile boolean partialList;

  TestAuthority() throws Exception {
    certificate = certificate("CN=Authority", keys.getPublic(), List.of(), true);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/ocsp", exchange -> serve(exchange, this::ocsp));
    server.createContext("/list", exchange -> serve(exchange, _ -> list()));
    server.start();
  }

  static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /// A client's certificate that names these of `ocsp` and `list`.
  X509Certificate client(String... where) throws Exception {
    return certificate("O=Test,CN=bob", keys().getPublic(), List.of(where), false);
  }

  void revoke(X509Certificate client) {
    revoked.add(client.getSerialNumber());
  }

  private X509Certificate certificate(
      String name, PublicKey key, List<String> where, boolean isAuthority) throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=Authority"),
            BigInteger.valueOf(serial++),
            BEGIN,
            END,
            new X500Name(name),
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (where.contains("ocsp")) {
      builder.addExtension(
          Extension.authorityInfoAccess,
          false,
          new AuthorityInformationAccess(
              new AccessDescription(AccessDescription.id_ad_ocsp, address("/ocsp"))));
    }
    if (where.contains("list")) {
      DistributionPoint point =
          new DistributionPoint(
              new DistributionPointName(new GeneralNames(address("/list"))), null, null);
      builder.addExtension(
          Extension.cRLDistributionPoints,
          false,
          new CRLDistPoint(new DistributionPoint[] {point}));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(signer(keys.getPrivate())));
  }

  private GeneralName address(String path) {
    return new GeneralName(
        GeneralName.uniformResourceIdentifier,
        "http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static ContentSigner signer(PrivateKey key) throws Exception {
    return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
  }

  /// Makes the bytes of an answer.
  private interface Maker {
    byte[] make(byte[] request) throws Exception;
  }

  private void serve(HttpExchange exchange, Maker maker) throws IOException {
    asked.add(exchange.getRequestURI().getPath());
    byte[] request = exchange.getRequestBody().readAllBytes();
    try {
      byte[] answer = away ? new byte[0] : maker.make(request);
      exchange.sendResponseHeaders(away ? 503 : 200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    } catch (Exception problem) {
      exchange.sendResponseHeaders(500, -1);
    }
    exchange.close();
  }

  private byte[] ocsp(byte[] request) throws Exception {
    BasicOCSPRespBuilder builder =
        new BasicOCSPRespBuilder(new RespID(new X500Name("CN=Authority")));
    for (Req question : new OCSPReq(request).getRequestList()) {
      boolean isRevoked = revoked.contains(question.getCertID().getSerialNumber());
      builder.addResponse(
          question.getCertID(),
          isRevoked ? new RevokedStatus(BEGIN, CRLReason.keyCompromise) : CertificateStatus.GOOD,
          BEGIN,
          Date.from(nextUpdate));
    }
    return new OCSPRespBuilder()
        .build(OCSPRespBuilder.SUCCESSFUL, builder.build(signer(signer), null, BEGIN))
        .getEncoded();
  }

  private byte[] list() throws Exception {
    JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(certificate, BEGIN);
    builder.setNextUpdate(Date.from(nextUpdate));
    for (BigInteger number : revoked) {
      builder.addCRLEntry(number, BEGIN, CRLReason.keyCompromise);
    }
    builder.addExtension(
        Extension.issuingDistributionPoint,
        true,
        new IssuingDistributionPoint(null, !partialList, false, null, partialList, false));
    return builder.build(signer(signer)).getEncoded();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
