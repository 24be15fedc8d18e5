package io.troop.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Authority;
import io.troop.certs.Pem;
import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultCertificateTest {
  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private Instant now = Instant.parse("2026-05-01T00:00:00Z");
  private final InstantSource clock = () -> now;

  @Test
  void oneThatWasMadeUpIsKeptForTheNextStart() throws IOException {
    DefaultCertificate first = with(Map.of());
    assertThat(Pem.certifiedKey("cert", first.cert(), "key", first.key()).leaf())
        .extracting(leaf -> leaf.getSubjectX500Principal().getName())
        .isEqualTo("CN=localhost");
    assertThat(with(Map.of())).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void oneThatIsAboutToExpireIsMadeAgain() {
    DefaultCertificate first = with(Map.of());
    now = now.plus(Authority.SERVER_LIFE).minus(Duration.ofDays(10));
    DefaultCertificate second = with(Map.of());
    assertThat(second).isNotEqualTo(first);
    assertThat(with(Map.of())).isEqualTo(second);
  }

  @Test
  void aFileThatIsNoneIsReplaced() throws IOException {
    for (String broken : List.of("", "rubbish", "-----BEGIN CERTIFICATE-----\nrubbish\n")) {
      Files.writeString(file(), broken);
      DefaultCertificate made = with(Map.of());
      assertThat(Files.readString(file())).isEqualTo(made.key() + made.cert());
    }
  }

  @Test
  void aFolderThatCantBeWrittenKeepsNothingAndServes() {
    folder = folder.resolve("gone");
    assertThat(with(Map.of()).cert()).contains("BEGIN CERTIFICATE");
    assertThat(file()).doesNotExist();
  }

  @Test
  void theSettingsComeFirst() {
    with(Map.of());
    var own = Authority.create("own", clock, random).issueServer(List.of("own.test"));
    DefaultCertificate set =
        with(Map.of("ssl_cert", Pem.write(own.chain()), "ssl_cert_key", Pem.write(own.key())));
    assertThat(Pem.certificates("ssl_cert", set.cert())).isEqualTo(own.chain());
  }

  private DefaultCertificate with(Map<String, String> flags) {
    return DefaultCertificate.of(
        Settings.read(List.of(), Map.of(), flags),
        NodeSettings.SSL_CERT,
        NodeSettings.SSL_CERT_KEY,
        folder,
        clock,
        random);
  }

  private Path file() {
    return folder.resolve(DefaultCertificate.FILE);
  }
}
