package io.troop.benchmarks;

import java.util.List;

/// One plugin, or some together, as a load meets them. *Immutable.*
///
/// @param name what the report calls it
/// @param plugins documents as `POST /routes/x/plugins` takes them
/// @param header a header line that each request carries, empty for none
/// @param kind what becomes of the request
record PluginCase(String name, List<String> plugins, String header, Kind kind) {

  /// What becomes of the request, and so what its rate may be held against.
  enum Kind {
    /// Decided on the event loop, then relayed: held against a target.
    RELAYED("relayed", true),
    /// Relayed, and told to another program on this machine, which takes its share of the cores.
    TOLD("relayed and told", false),
    /// Answered by the plugin.
    ANSWERED("answered here", false);

    final String words;
    final boolean held;

    Kind(String words, boolean held) {
      this.words = words;
      this.held = held;
    }
  }

  private static PluginCase of(Kind kind, String name, String config, String header) {
    String document = "{\"name\":\"%s\",\"config\":%s}".formatted(name, config);
    return new PluginCase(name, List.of(document), header, kind);
  }

  private static PluginCase relayed(String name, String config) {
    return of(Kind.RELAYED, name, config, "");
  }

  /// All that are measured.
  ///
  /// @param credentials made before
  /// @param upstream base of a server that takes any request
  /// @param sink a UDP and TCP port that takes everything
  static List<PluginCase> all(BenchCredentials credentials, String upstream, int sink) {
    return List.of(
        of(Kind.RELAYED, "key-auth", "{}", credentials.apiKey()),
        of(Kind.RELAYED, "basic-auth", "{}", credentials.basic()),
        of(Kind.RELAYED, "jwt", "{}", credentials.jwt()),
        new PluginCase(
            "key-auth + acl",
            List.of(
                "{\"name\":\"key-auth\"}", "{\"name\":\"acl\",\"config\":{\"allow\":[\"staff\"]}}"),
            credentials.apiKey(),
            Kind.RELAYED),
        relayed("ip-restriction", "{\"allow\":[\"127.0.0.0/8\",\"10.0.0.0/8\"]}"),
        relayed("bot-detection", "{}"),
        of(
            Kind.RELAYED,
            "cors",
            "{\"origins\":[\"https://shop.example\"]}",
            "Origin: https://shop.example"),
        relayed("correlation-id", "{\"echo_downstream\":true}"),
        relayed("session", "{\"secret\":\"a secret of the comparison, long enough\"}"),
        relayed("rate-limiting", "{\"minute\":1000000000,\"policy\":\"local\"}"),
        relayed(
            "rate-limiting-advanced",
            "{\"limit\":[1000000000],\"window_size\":[60],\"strategy\":\"local\",\"sync_rate\":-1}"),
        relayed(
            "response-ratelimiting",
            "{\"limits\":{\"video\":{\"minute\":1000000000}},\"policy\":\"local\"}"),
        relayed("request-size-limiting", "{}"),
        relayed("upstream-timeout", "{\"connect_timeout\":1000,\"read_timeout\":1000}"),
        of(
            Kind.RELAYED,
            "route-by-header",
            "{\"rules\":[{\"condition\":{\"x-region\":\"north\"},\"upstream_name\":\"north\"}]}",
            "x-region: south"),
        relayed(
            "canary", "{\"percentage\":0,\"hash\":\"none\",\"upstream_host\":\"next.example\"}"),
        relayed(
            "request-transformer",
            "{\"add\":{\"headers\":[\"x-one:1\",\"x-path:$(uri_captures[1] or 'none')\"]},"
                + "\"remove\":{\"headers\":[\"user-agent\"]}}"),
        relayed("request-transformer-advanced", "{\"add\":{\"headers\":[\"x-one:1\"]}}"),
        relayed(
            "response-transformer",
            "{\"add\":{\"headers\":[\"x-one:1\"]},\"remove\":{\"headers\":[\"server\"]}}"),
        relayed("response-transformer-advanced", "{\"add\":{\"headers\":[\"x-one:1\"]}}"),
        relayed(
            "exit-transformer",
            "{\"functions\":[\"return function(s, b, h) return s, b, h end\"]}"),
        relayed("prometheus", "{\"status_code_metrics\":true,\"latency_metrics\":true}"),
        relayed("zipkin", "{\"sample_ratio\":0.001,\"http_endpoint\":\"" + upstream + "/spans\"}"),
        relayed("opentelemetry", "{\"traces_endpoint\":\"" + upstream + "/spans\"}"),
        of(Kind.TOLD, "file-log", "{\"path\":\"/dev/null\"}", ""),
        of(
            Kind.TOLD,
            "http-log",
            "{\"http_endpoint\":\"" + upstream + "/logs\",\"queue\":{\"max_batch_size\":1000}}",
            ""),
        of(Kind.TOLD, "tcp-log", "{\"host\":\"127.0.0.1\",\"port\":" + sink + "}", ""),
        of(Kind.TOLD, "udp-log", "{\"host\":\"127.0.0.1\",\"port\":" + sink + "}", ""),
        of(Kind.TOLD, "statsd", "{\"host\":\"127.0.0.1\",\"port\":" + sink + "}", ""),
        of(Kind.TOLD, "datadog", "{\"host\":\"127.0.0.1\",\"port\":" + sink + "}", ""),
        of(
            Kind.ANSWERED,
            "proxy-cache",
            "{\"strategy\":\"memory\",\"content_type\":[\"text/plain\"]}",
            ""),
        of(Kind.ANSWERED, "request-termination", "{\"status_code\":200}", ""),
        of(Kind.ANSWERED, "redirect", "{\"location\":\"https://shop.example/\"}", ""));
  }
}
