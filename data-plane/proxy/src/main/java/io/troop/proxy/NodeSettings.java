package io.troop.proxy;

import io.troop.plugin.entity.RouterFlavor;
import io.troop.proxy.balance.DnsRules;
import io.troop.proxy.failure.FailureAnswers;
import io.troop.proxy.failure.MediaKind;
import io.troop.proxy.http.HeadLimits;
import io.troop.proxy.listener.ConnectionRules;
import io.troop.proxy.listener.ListenAddress;
import io.troop.proxy.listener.TlsRules;
import io.troop.proxy.pipeline.PipelineSettings;
import io.troop.proxy.pipeline.PipelineSettings.Sent;
import io.troop.proxy.pipeline.TrustedAddresses;
import io.troop.proxy.relay.UpstreamPools;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The settings of a node that concern traffic, by Kong's names. *Immutable.*
///
/// @param workers number of event loops
/// @param slowStart for how long the share of a target grows that became available
/// @param drainLimit how long a stopping node waits for what has begun
/// @param telemetryPeriod how often the control plane is told of traffic
/// @param measuredOneIn in one of so many requests it is measured how long plugins take; 0 for none
record NodeSettings(
    Path prefix,
    int workers,
    List<ListenAddress> proxyListen,
    List<ListenAddress> streamListen,
    List<ListenAddress> statusListen,
    Map<Integer, Integer> portMaps,
    RouterFlavor routerFlavor,
    PipelineSettings pipeline,
    ConnectionRules connections,
    UpstreamPools.Keeping keeping,
    TlsRules tls,
    FailureAnswers.Format errorFormat,
    String errorDefaultType,
    Map<MediaKind, String> errorTemplates,
    DnsRules dns,
    Duration slowStart,
    Duration drainLimit,
    Duration telemetryPeriod,
    int measuredOneIn) {

  static final Setting<String> PREFIX = Setting.text("prefix", "/usr/local/kong");
  static final Setting<String> ROLE =
      Setting.oneOf("role", "data_plane", "traditional", "control_plane", "data_plane");
  static final Setting<String> DATABASE = Setting.oneOf("database", "off", "off", "postgres");
  static final Setting<String> CLUSTER_CERT = Setting.text("cluster_cert", null);
  static final Setting<String> CLUSTER_CERT_KEY = Setting.secret("cluster_cert_key");
  static final Setting<String> SSL_CERT = Setting.text("ssl_cert", null);
  static final Setting<String> SSL_CERT_KEY = Setting.secret("ssl_cert_key");
  static final Setting<String> STATUS_SSL_CERT = Setting.text("status_ssl_cert", null);
  static final Setting<String> STATUS_SSL_CERT_KEY = Setting.secret("status_ssl_cert_key");

  private static final String ADDRESSES =
      "off, or addresses such as 0.0.0.0:8443 http2 ssl, separated by commas";
  private static final Setting<List<ListenAddress>> PROXY_LISTEN =
      read(
          "proxy_listen",
          "0.0.0.0:8000 reuseport backlog=16384,"
              + " 0.0.0.0:8443 http2 ssl reuseport backlog=16384",
          ADDRESSES,
          ListenAddress::parse);
  private static final Setting<List<ListenAddress>> STREAM_LISTEN =
      read("stream_listen", "off", ADDRESSES, ListenAddress::parseStreams);
  private static final Setting<List<ListenAddress>> STATUS_LISTEN =
      read(
          "status_listen",
          "127.0.0.1:8007 reuseport backlog=16384",
          ADDRESSES,
          ListenAddress::parse);
  private static final Setting<Integer> WORKERS =
      read(
          "nginx_worker_processes",
          "auto",
          "auto, or an integer from 1 to 1024",
          text ->
              text.equals("auto")
                  ? Integer.valueOf(Runtime.getRuntime().availableProcessors())
                  : number(text, 1, 1024));
  private static final Setting<TrustedAddresses> TRUSTED_IPS =
      read(
          "trusted_ips",
          "",
          "addresses or networks such as 10.0.0.0/8, separated by commas",
          text -> TrustedAddresses.parse(split(text)));
  private static final Setting<String> REAL_IP_HEADER = Setting.text("real_ip_header", "X-Real-IP");
  private static final Setting<Boolean> REAL_IP_RECURSIVE =
      Setting.onOff("real_ip_recursive", false);
  private static final Setting<List<String>> HEADERS =
      Setting.list("headers", "server_tokens, latency_tokens, X-Kong-Request-Id");
  private static final Setting<List<String>> HEADERS_UPSTREAM =
      Setting.list("headers_upstream", "X-Kong-Request-Id");
  private static final Setting<Map<Integer, Integer>> PORT_MAPS =
      read("port_maps", "", "pairs such as 80:8000, separated by commas", NodeSettings::portMaps);
  private static final Setting<String> ROUTER_FLAVOR =
      Setting.oneOf(
          "router_flavor",
          "traditional_compatible",
          "traditional",
          "traditional_compatible",
          "expressions");
  private static final Setting<Integer> KEEPALIVE_POOL =
      Setting.integer("upstream_keepalive_pool_size", 512, 0, 1_000_000);
  private static final Setting<Integer> KEEPALIVE_REQUESTS =
      Setting.integer("upstream_keepalive_max_requests", 10_000, 0, Integer.MAX_VALUE);
  private static final Setting<Integer> KEEPALIVE_IDLE =
      Setting.integer("upstream_keepalive_idle_timeout", 60, 0, 1_000_000);
  private static final Setting<Integer> CLIENT_REQUESTS =
      Setting.integer("nginx_http_keepalive_requests", 10_000, 1, Integer.MAX_VALUE);
  private static final Setting<Duration> CLIENT_IDLE = time("nginx_http_keepalive_timeout", "75s");
  private static final Setting<Duration> CLIENT_HEAD =
      time("nginx_http_client_header_timeout", "60s");
  private static final Setting<Duration> CLIENT_BODY =
      time("nginx_http_client_body_timeout", "60s");
  private static final Setting<Duration> CLIENT_SEND = time("nginx_http_send_timeout", "60s");
  private static final Setting<HeadLimits> HEAD_LIMITS =
      read(
          "nginx_http_large_client_header_buffers",
          "4 8k",
          "a number and a size such as 4 8k",
          NodeSettings::headLimits);
  private static final Setting<List<String>> SSL_PROTOCOLS =
      read(
          "ssl_protocols",
          "TLSv1.2 TLSv1.3",
          "names such as TLSv1.2 TLSv1.3, separated by blanks",
          text -> {
            List<String> names = List.of(text.strip().split("\\s+", -1));
            return names.stream().allMatch(n -> n.matches("TLSv1(\\.[1-3])?")) ? names : null;
          });
  private static final Setting<String> SSL_CIPHER_SUITE =
      Setting.oneOf(
          "ssl_cipher_suite", "intermediate", "modern", "intermediate", "old", "fips", "custom");
  private static final Setting<String> SSL_CIPHERS = Setting.text("ssl_ciphers", null);
  private static final Setting<Boolean> SSL_PREFER_SERVER =
      Setting.onOff("ssl_prefer_server_ciphers", true);
  private static final Setting<Duration> SSL_SESSION_TIMEOUT = time("ssl_session_timeout", "1d");
  private static final Setting<Boolean> SSL_SESSION_TICKETS =
      Setting.onOff("ssl_session_tickets", true);
  private static final Setting<Long> MAX_BODY =
      read("nginx_http_client_max_body_size", "0", "a size such as 10m", NodeSettings::size);
  private static final Setting<Long> BODY_BUFFER =
      read(
          "nginx_http_client_body_buffer_size",
          "8k",
          "a size up to 64m such as 8k",
          text -> {
            Long size = size(text);
            return size == null || size > 64 << 20 ? null : size;
          });
  private static final Setting<String> CHARSET =
      read(
          "nginx_http_charset",
          "UTF-8",
          "off, or a name such as UTF-8",
          text -> text.equals("off") ? "" : text.matches("[A-Za-z0-9_-]+") ? text : null);
  private static final Setting<Boolean> DEBUG_HEADER = Setting.onOff("allow_debug_header", false);
  private static final Setting<String> ERROR_FORMAT =
      Setting.oneOf("troop_error_format", "auto", "auto", "template", "compact");
  private static final Setting<String> ERROR_DEFAULT_TYPE =
      Setting.oneOf(
          "error_default_type",
          "text/plain",
          "text/plain",
          "text/html",
          "application/json",
          "application/xml");
  private static final Setting<Integer> MEASURED_ONE_IN =
      Setting.integer("troop_plugin_time_one_in", 16, 0, 1_000_000);
  private static final Setting<Integer> TELEMETRY_PERIOD =
      Setting.integer("analytics_flush_interval", 5, 1, 3600);
  private static final Setting<Duration> SLOW_START = time("troop_slow_start", "0s");
  private static final Setting<Duration> DRAIN_LIMIT = time("troop_drain_timeout", "10s");

  /// @throws SettingException for a value that can't be used
  static NodeSettings of(Settings settings) {
    return new NodeSettings(
        Path.of(settings.get(PREFIX)),
        settings.get(WORKERS),
        settings.get(PROXY_LISTEN),
        settings.get(STREAM_LISTEN),
        settings.get(STATUS_LISTEN),
        settings.get(PORT_MAPS),
        RouterFlavor.valueOf(settings.get(ROUTER_FLAVOR).toUpperCase(Locale.ROOT)),
        new PipelineSettings(
            sent(settings),
            settings.get(REAL_IP_HEADER),
            settings.get(REAL_IP_RECURSIVE),
            settings.get(TRUSTED_IPS),
            settings.get(MAX_BODY),
            settings.get(BODY_BUFFER).intValue(),
            settings.get(CHARSET),
            settings.get(DEBUG_HEADER),
            TracingSettings.of(settings),
            null),
        new ConnectionRules(
            settings.get(HEAD_LIMITS),
            settings.get(CLIENT_IDLE),
            settings.get(CLIENT_HEAD),
            settings.get(CLIENT_BODY),
            settings.get(CLIENT_SEND),
            ConnectionRules.DEFAULT.linger(),
            settings.get(CLIENT_REQUESTS)),
        new UpstreamPools.Keeping(
            settings.get(KEEPALIVE_POOL),
            settings.get(KEEPALIVE_REQUESTS),
            Duration.ofSeconds(settings.get(KEEPALIVE_IDLE))),
        tls(settings),
        FailureAnswers.Format.valueOf(settings.get(ERROR_FORMAT).toUpperCase(Locale.ROOT)),
        settings.get(ERROR_DEFAULT_TYPE),
        errorTemplates(settings),
        DnsSettings.of(settings),
        settings.get(SLOW_START),
        settings.get(DRAIN_LIMIT),
        Duration.ofSeconds(settings.get(TELEMETRY_PERIOD)),
        settings.get(MEASURED_ONE_IN));
  }

  /// A profile's protocols count unless `ssl_protocols` is set.
  private static TlsRules tls(Settings settings) {
    String suite = settings.get(SSL_CIPHER_SUITE);
    boolean custom = suite.equals("custom");
    TlsRules profile = custom ? TlsRules.DEFAULT : TlsRules.profile(suite);
    return new TlsRules(
        settings.isSet(SSL_PROTOCOLS.name()) || custom
            ? settings.get(SSL_PROTOCOLS)
            : profile.protocols(),
        custom && settings.find(SSL_CIPHERS).isPresent()
            ? List.of(settings.get(SSL_CIPHERS).strip().split("[:,\\s]+", -1))
            : profile.ciphers(),
        custom ? settings.get(SSL_PREFER_SERVER) : profile.serverDecides(),
        settings.get(SSL_SESSION_TIMEOUT),
        settings.get(SSL_SESSION_TICKETS));
  }

  /// Kong's refusals of settings that contradict each other, in Kong's words.
  static void checkRole(Settings settings) {
    if (!settings.get(ROLE).equals("data_plane")) {
      throw new SettingException(
          "role: \""
              + settings.get(ROLE)
              + "\" is not valid for this program, which is a data plane node (expected:"
              + " data_plane)");
    }
    if (!settings.get(DATABASE).equals("off")) {
      throw new SettingException(
          "only in-memory storage can be used when role = \"data_plane\"\n"
              + "Hint: set database = off in your kong.conf");
    }
    if (!settings.isSet(CLUSTER_CERT.name()) || !settings.isSet(CLUSTER_CERT_KEY.name())) {
      throw new SettingException("cluster certificate and key must be provided to use Hybrid mode");
    }
  }

  private static Map<MediaKind, String> errorTemplates(Settings settings) {
    Map<MediaKind, String> templates = new EnumMap<>(MediaKind.class);
    for (MediaKind kind : List.of(MediaKind.HTML, MediaKind.JSON, MediaKind.XML, MediaKind.PLAIN)) {
      String name = "error_template_" + kind.name().toLowerCase(Locale.ROOT);
      settings
          .find(Setting.text(name, null))
          .ifPresent(file -> {
            try {
              templates.put(kind, Files.readString(Path.of(file)));
            } catch (IOException problem) {
              throw new SettingException(
                  name + ": \"" + file + "\" can't be read (expected: a file): " + problem);
            }
          });
    }
    return templates;
  }

  private static Sent sent(Settings settings) {
    Set<String> down = lower(settings.get(HEADERS));
    Set<String> up = lower(settings.get(HEADERS_UPSTREAM));
    boolean server = down.contains("server_tokens");
    boolean latency = down.contains("latency_tokens");
    return new Sent(
        server || down.contains("server"),
        server || down.contains("via"),
        latency || down.contains("x-kong-proxy-latency"),
        latency || down.contains("x-kong-response-latency"),
        latency || down.contains("x-kong-upstream-latency"),
        down.contains("x-kong-upstream-status"),
        down.contains("x-kong-request-id"),
        up.contains("x-kong-request-id"));
  }

  private static Set<String> lower(List<String> words) {
    return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  static <T> Setting<T> read(
      String name, String fallback, String expected, Function<String, @Nullable T> parser) {
    return new Setting<>(name, fallback, expected, false, parser);
  }

  private static Setting<Duration> time(String name, String fallback) {
    return read(
        name,
        fallback,
        "a time such as 60s, 500ms or 1m",
        text -> {
          String unit = text.replaceFirst("^\\d+", "");
          String digits = text.substring(0, text.length() - unit.length());
          if (digits.isEmpty() || digits.length() > 9) {
            return null;
          }
          long value = Long.parseLong(digits);
          return switch (unit) {
            case "ms" -> Duration.ofMillis(value);
            case "", "s" -> Duration.ofSeconds(value);
            case "m" -> Duration.ofMinutes(value);
            case "h" -> Duration.ofHours(value);
            case "d" -> Duration.ofDays(value);
            default -> null;
          };
        });
  }

  private static @Nullable HeadLimits headLimits(String text) {
    String[] words = text.strip().split("\\s+", -1);
    if (words.length != 2 || !words[0].matches("\\d{1,3}") || !words[1].matches("\\d{1,7}[kK]?")) {
      return null;
    }
    boolean kilo = words[1].endsWith("k") || words[1].endsWith("K");
    int size =
        Integer.parseInt(kilo ? words[1].substring(0, words[1].length() - 1) : words[1])
            * (kilo ? 1024 : 1);
    return new HeadLimits(
        size, size, size * Integer.parseInt(words[0]), HeadLimits.DEFAULT.lines());
  }

  /// nginx's sizes: a number with `k`, `m` or `g`.
  private static @Nullable Long size(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (!lower.matches("\\d{1,9}[kmg]?")) {
      return null;
    }
    int shift = 10 * ("kmg".indexOf(lower.charAt(lower.length() - 1)) + 1);
    String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
    return Long.parseLong(digits) << shift;
  }

  private static @Nullable Map<Integer, Integer> portMaps(String text) {
    Map<Integer, Integer> maps = new HashMap<>();
    for (String pair : split(text)) {
      String[] ports = pair.split(":", -1);
      Integer outside = ports.length == 2 ? number(ports[0].strip(), 1, 65535) : null;
      Integer inside = ports.length == 2 ? number(ports[1].strip(), 1, 65535) : null;
      if (outside == null || inside == null) {
        return null;
      }
      maps.put(inside, outside);
    }
    return maps;
  }

  static @Nullable Integer number(String text, int least, int most) {
    if (!text.matches("\\d{1,9}")) {
      return null;
    }
    int value = Integer.parseInt(text);
    return value < least || value > most ? null : value;
  }

  static List<String> split(String text) {
    return List.of(text.split(",", -1)).stream()
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }
}
