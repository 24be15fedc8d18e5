package io.troop.control.analytics;

import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Where metrics are sent by OTLP. *Immutable.*
///
/// @param endpoint the whole address, such as `http://collector:4318/v1/metrics`
/// @param headers such as an API key: secrets
record OtlpSettings(URI endpoint, Map<String, String> headers, Duration interval) {

  private static final Setting<String> ENDPOINT = Setting.text("troop_otlp_metrics_endpoint", null);
  private static final Setting<String> HEADERS = Setting.secret("troop_otlp_metrics_headers");
  private static final Setting<Integer> INTERVAL =
      Setting.integer("troop_otlp_metrics_interval", 60, 1, 86_400);

  /// Empty when metrics are not to be sent.
  ///
  /// @throws SettingException for a value that can't be used
  static Optional<OtlpSettings> of(Settings settings) {
    return settings
        .find(ENDPOINT)
        .map(text ->
            new OtlpSettings(
                endpoint(text),
                settings.find(HEADERS).map(OtlpSettings::headers).orElse(Map.of()),
                Duration.ofSeconds(settings.get(INTERVAL))));
  }

  private static URI endpoint(String text) {
    try {
      URI uri = URI.create(text.strip());
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw new SettingException(
        ENDPOINT.name()
            + ": \""
            + text
            + "\" is not valid (expected: an address such as http://collector:4318/v1/metrics)");
  }

  /// As OTEL_EXPORTER_OTLP_HEADERS has them.
  private static Map<String, String> headers(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new SettingException(HEADERS.name() + " (expected: name=value,name=value)");
      }
      headers.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return headers;
  }

  /// Without the headers.
  @Override
  public String toString() {
    return "OTLP metrics to " + endpoint;
  }
}
