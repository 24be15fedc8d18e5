package io.troop.certs;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Believes one server certificate, whatever name it carries: Kong's `shared` mode, in which both
/// planes have the same certificate. *Immutable and thread-safe.*
public final class PinnedServer extends X509ExtendedTrustManager {

  private final X509Certificate expected;

  public PinnedServer(X509Certificate expected) {
    this.expected = expected;
  }

  private void compare(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || !chain[0].equals(expected)) {
      throw new CertificateException(
          "the server's certificate is not the shared one (expected: the certificate of"
              + " cluster_cert on both sides)");
    }
    chain[0].checkValidity();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    compare(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    compare(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    compare(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this side is the client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this side is the client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this side is the client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {expected};
  }
}
