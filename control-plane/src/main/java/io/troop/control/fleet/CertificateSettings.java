package io.troop.control.fleet;

import io.troop.certs.Authority;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long certificates that are issued to nodes live. *Immutable.*
///
/// @param life zero for long-lived certificates that are not renewed
public record CertificateSettings(Duration life) {

  private static final Setting<String> LIFE = Setting.text("troop_node_certificate_life", "off");
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})([smhd])");

  /// @throws SettingException for a value that can't be used
  static CertificateSettings of(Settings settings) {
    String text = settings.get(LIFE).strip();
    if (text.equals("off")) {
      return new CertificateSettings(Duration.ZERO);
    }
    Matcher time = TIME.matcher(text);
    Duration life = Duration.ZERO;
    if (time.matches()) {
      long number = Long.parseLong(time.group(1));
      life =
          switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
    }
    if (life.isZero() || life.compareTo(Authority.NODE_LIFE) > 0) {
      throw new SettingException(
          LIFE.name()
              + ": \""
              + text
              + "\" is not valid (expected: off, or a time such as 24h or 7d, up to 3650d)");
    }
    return new CertificateSettings(life);
  }

  /// Whether nodes get certificates that they renew.
  public boolean renews() {
    return !life.isZero();
  }

  /// The life of a new node's certificate.
  ///
  /// @param longLived whether it is to live long in any case
  Duration first(boolean longLived) {
    return renews() && !longLived ? life : Authority.NODE_LIFE;
  }
}
