package io.troop.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Named key pairs with self-signed certificates for this machine, each in a store in a folder.
public final class KeyPairs {
  static final String STORE_PASSWORD = "changeit";

  private final Path folder;

  KeyPairs(Path folder) {
    this.folder = folder;
  }

  void make(String name) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            store(name).toString(),
            "-storepass",
            STORE_PASSWORD);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = process.inputReader().lines().collect(Collectors.joining("\n"));
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(output);
    }
  }

  Path store(String name) {
    return folder.resolve(name + ".p12");
  }

  /// The certificate, as PEM.
  public String certificate(String name) throws IOException, GeneralSecurityException {
    return pem("CERTIFICATE", open(name).getCertificate(name).getEncoded());
  }

  /// The private key, as PEM.
  public String key(String name) throws IOException, GeneralSecurityException {
    return pem("PRIVATE KEY", open(name).getKey(name, STORE_PASSWORD.toCharArray()).getEncoded());
  }

  private KeyStore open(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(name))) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    return store;
  }

  private static String pem(String what, byte[] content) {
    String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
  }
}
