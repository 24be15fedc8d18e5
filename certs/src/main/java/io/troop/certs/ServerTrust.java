package io.troop.certs;

import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Lets the TLS handshake of a server ask about client certificates, so that a stranger's
/// connection ends before it carries a byte. *Thread-safe if the decision is.*
public final class ServerTrust extends X509ExtendedTrustManager {

  private final Function<List<X509Certificate>, NodeTrust.Decision> decision;

  /// @param decision asked at every full handshake; it may log
  public ServerTrust(Function<List<X509Certificate>, NodeTrust.Decision> decision) {
    this.decision = decision;
  }

  private void decide(X509Certificate[] chain) throws CertificateException {
    if (decision.apply(List.of(chain)) instanceof NodeTrust.Refused refused) {
      // The cause makes TLS libraries tell the client "unknown CA" instead of "internal error".
      throw new CertificateException(
          "certificate refused: " + refused.reason(),
          new CertPathValidatorException(
              refused.reason(), null, null, -1, PKIXReason.NO_TRUST_ANCHOR));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    decide(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    decide(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    decide(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  /// None are named, so that a node offers its certificate whoever issued it.
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
