package io.troop.proxy;

import io.troop.plugin.Exchange;
import io.troop.proxy.log.AccessLog;
import io.troop.proxy.log.LogFormat;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.nio.file.Path;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The settings of access logs: a file, relative to `prefix`, and the name of a format, either
/// known or the one of `nginx_http_log_format` (`nginx_stream_log_format`). *Stateless.*
final class AccessLogSettings {
  private static final Setting<String> REQUESTS = Setting.text("proxy_access_log", "off");
  private static final Setting<String> STREAMS = Setting.text("proxy_stream_access_log", "off");
  private static final Setting<String> HTTP_FORMAT = Setting.text("nginx_http_log_format", null);
  private static final Setting<String> STREAM_FORMAT =
      Setting.text("nginx_stream_log_format", null);

  /// A name, then texts in quotes that belong together.
  private static final Pattern FORMAT =
      Pattern.compile("\\s*(\\w+)((?:\\s+(?:'[^']*'|\"[^\"]*\"))+)\\s*;?\\s*");

  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

  private AccessLogSettings() {}

  /// The log of requests.
  ///
  /// @param parts gets what has to be closed
  /// @throws SettingException for a format there is not
  static Consumer<Exchange> requests(Settings settings, Path prefix, Deque<AutoCloseable> parts) {
    return open(settings, prefix, parts, REQUESTS, HTTP_FORMAT, "kong_log_format", LogFormat.KONG);
  }

  /// The log of connections that are no HTTP.
  static Consumer<Exchange> streams(Settings settings, Path prefix, Deque<AutoCloseable> parts) {
    return open(settings, prefix, parts, STREAMS, STREAM_FORMAT, "basic", LogFormat.BASIC);
  }

  private static Consumer<Exchange> open(
      Settings settings,
      Path prefix,
      Deque<AutoCloseable> parts,
      Setting<String> log,
      Setting<String> own,
      String usualName,
      LogFormat usual) {
    String[] words = settings.get(log).strip().split("\\s+", -1);
    if (words[0].equals("off")) {
      return AccessLog.OFF;
    }
    LogFormat format =
        words.length < 2 || words[1].equals(usualName)
            ? usual
            : named(words[1], settings, log, own);
    AccessLog opened = AccessLog.open(prefix.resolve(words[0]), format);
    parts.push(opened);
    return opened;
  }

  private static LogFormat named(
      String name, Settings settings, Setting<String> log, Setting<String> own) {
    if (name.equals("combined")) {
      return LogFormat.of(
          "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
              + " \"$http_referer\" \"$http_user_agent\"");
    }
    Matcher defined = FORMAT.matcher(settings.find(own).orElse(""));
    if (!defined.matches() || !defined.group(1).equals(name)) {
      throw new SettingException(
          log.name()
              + ": there is no format \""
              + name
              + "\" (expected: combined, or the one defined by "
              + own.name()
              + " as NAME 'text with $variables')");
    }
    StringBuilder text = new StringBuilder();
    Matcher quoted = QUOTED.matcher(defined.group(2));
    while (quoted.find()) {
      text.append(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
    }
    try {
      return LogFormat.of(text.toString());
    } catch (IllegalArgumentException problem) {
      throw new SettingException(own.name() + ": " + problem.getMessage());
    }
  }
}
