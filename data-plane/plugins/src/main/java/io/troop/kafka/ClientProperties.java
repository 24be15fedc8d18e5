package io.troop.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.troop.plugin.Host;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Translates our settings to those of Kafka's client. *Stateless.*
final class ClientProperties {
  private static final int LARGEST_BATCH = 64 << 10;

  private ClientProperties() {}

  /// @throws IllegalStateException when a reference in the settings can't be resolved
  static Map<String, Object> of(
      ProducerSettings settings, @Nullable ClientCertificate certificate, Host host) {
    Map<String, Object> out = new HashMap<>();
    out.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        settings.servers().stream()
            .map(server -> server.host() + ":" + server.port())
            .collect(Collectors.joining(",")));
    out.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    out.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    out.put(CommonClientConfigs.CLIENT_ID_CONFIG, "troop-" + host.nodeId());
    out.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    sending(settings, out);
    security(settings, certificate, host, out);
    return out;
  }

  private static void sending(ProducerSettings settings, Map<String, Object> out) {
    int linger = settings.async() ? settings.linger() : 0;
    out.put(ProducerConfig.ACKS_CONFIG, Integer.toString(settings.acks()));
    out.put(
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, settings.acks() == -1 && settings.retries() > 0);
    out.put(ProducerConfig.RETRIES_CONFIG, settings.retries());
    out.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, settings.backoff());
    out.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, Math.max(1000, settings.backoff()));
    out.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, settings.requestTimeout());
    out.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) delivery(settings, linger));
    out.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.timeout());
    out.put(
        CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) settings.timeout());
    out.put(ProducerConfig.LINGER_MS_CONFIG, linger);
    out.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(settings.maxBytes(), LARGEST_BATCH));
    out.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.maxBytes());
    out.put(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG, (long) settings.keepalive());
  }

  /// How long all tries of a message may take together.
  private static long delivery(ProducerSettings settings, int linger) {
    long tries = settings.retries() + 1L;
    long all = linger + tries * ((long) settings.requestTimeout() + settings.backoff());
    return Math.min(Integer.MAX_VALUE, all);
  }

  private static void security(
      ProducerSettings settings,
      @Nullable ClientCertificate certificate,
      Host host,
      Map<String, Object> out) {
    boolean tls = settings.security().isTls();
    boolean sasl = settings.authentication().isSasl();
    out.put(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        tls ? (sasl ? "SASL_SSL" : "SSL") : (sasl ? "SASL_PLAINTEXT" : "PLAINTEXT"));
    if (sasl) {
      sasl(settings.authentication(), host, out);
    }
    if (tls) {
      out.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      out.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, trusted(host));
    }
    if (tls && certificate != null) {
      out.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      out.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, certificate.certificate());
      out.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, certificate.pkcs8Key());
    }
  }

  private static void sasl(KafkaAuthentication authentication, Host host, Map<String, Object> out) {
    String mechanism = authentication.mechanism() == null ? "PLAIN" : authentication.mechanism();
    String module =
        mechanism.equals("PLAIN")
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    String login =
        module
            + " required username="
            + quoted(resolved(authentication.user(), host))
            + " password="
            + quoted(resolved(authentication.password(), host));
    if (Boolean.TRUE.equals(authentication.tokenauth())) {
      login += " tokenauth=\"true\"";
    }
    out.put(SaslConfigs.SASL_MECHANISM, mechanism);
    out.put(SaslConfigs.SASL_JAAS_CONFIG, login + ";");
  }

  private static String resolved(@Nullable String value, Host host) {
    return value == null ? "" : host.resolve(value);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String trusted(Host host) {
    StringBuilder pem = new StringBuilder();
    Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));
    for (X509Certificate authority : host.tools().trust().getAcceptedIssuers()) {
      try {
        pem.append("-----BEGIN CERTIFICATE-----\n")
            .append(encoder.encodeToString(authority.getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a trusted certificate has no encoding", e);
      }
    }
    return pem.toString();
  }
}
