package io.troop.control.governance.export;

import io.troop.control.remote.AwsKeys;
import io.troop.control.remote.Http;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The systems that can be told.
enum Kind {
  CLOUDTRAIL("channel_arn,region,endpoint,external_id,hostname"),
  WEBHOOK("url,secret,ca"),
  SYSLOG("url,ca"),
  FILE("path"),
  OTLP("url,headers,ca"),
  KAFKA("bootstrap_servers,topic");

  private final String fields;

  Kind(String fields) {
    this.fields = fields;
  }

  /// What their configuration consists of.
  List<String> fields() {
    return List.of(fields.split(",", -1));
  }

  /// Every field it may have.
  List<String> allFields() {
    return this == KAFKA
        ? Stream.concat(fields().stream(), KafkaTarget.fields().stream()).toList()
        : fields();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Kind> named(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /// Whether a configuration may have this field.
  boolean has(String field) {
    return allFields().contains(field);
  }

  /// A target of this kind.
  ///
  /// @throws Config.Wrong when the configuration can't be used
  Target target(Config config, InstantSource clock) {
    Http http = new Http(config.trust());
    return switch (this) {
      case CLOUDTRAIL ->
          new CloudTrailTarget(
              config, http, new AwsKeys(System.getenv(), http, clock), clock, hostname());
      case WEBHOOK -> new WebhookTarget(config, http, clock);
      case SYSLOG -> new SyslogTarget(config, hostname());
      case FILE -> new FileTarget(config);
      case OTLP -> new OtlpTarget(config, http, hostname());
      case KAFKA -> new KafkaTarget(config);
    };
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "localhost";
    }
  }
}
