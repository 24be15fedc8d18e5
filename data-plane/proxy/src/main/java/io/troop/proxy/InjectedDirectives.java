package io.troop.proxy;

import io.troop.settings.Settings;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The settings by which Kong has directives written into its nginx configuration. Those that say
/// something about traffic and that are common have the same effect here; whoever set another one
/// is told. *Stateless.*
final class InjectedDirectives {

  /// Blocks of the configuration that concern traffic; those of processes have no counterpart.
  private static final Pattern TRAFFIC = Pattern.compile("nginx_(http|proxy|stream|sproxy)_.+");

  /// Kong's presets among them make room for Lua.
  private static final Pattern PRESET = Pattern.compile("nginx_[a-z]+_lua_.+");

  private static final Set<String> KNOWN =
      Set.of(
          "nginx_http_charset",
          "nginx_http_client_body_buffer_size",
          "nginx_http_client_body_timeout",
          "nginx_http_client_header_timeout",
          "nginx_http_client_max_body_size",
          "nginx_http_keepalive_requests",
          "nginx_http_keepalive_timeout",
          "nginx_http_large_client_header_buffers",
          "nginx_http_log_format",
          "nginx_http_proxy_ssl_trusted_certificate",
          "nginx_http_proxy_ssl_verify",
          "nginx_http_proxy_ssl_verify_depth",
          "nginx_http_send_timeout",
          "nginx_proxy_proxy_ssl_trusted_certificate",
          "nginx_proxy_proxy_ssl_verify",
          "nginx_proxy_proxy_ssl_verify_depth",
          "nginx_stream_log_format");

  private InjectedDirectives() {}

  /// Names of those that are set and that nothing here reads, in order.
  static List<String> withoutEffect(Settings settings) {
    return settings.shown().keySet().stream()
        .filter(name -> TRAFFIC.matcher(name).matches())
        .filter(name -> !PRESET.matcher(name).matches() && !KNOWN.contains(name))
        .toList();
  }
}
