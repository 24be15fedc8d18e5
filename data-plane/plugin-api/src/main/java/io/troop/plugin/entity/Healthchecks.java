package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.HEADERS;
import static io.troop.plugin.schema.annotation.Typedef.PATH;
import static io.troop.plugin.schema.annotation.Typedef.SNI;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the targets of an upstream are found to be healthy or not. *Immutable.*
///
/// @param active by probing
/// @param passive by watching traffic
/// @param threshold the share of healthy weight, in percent, below which the upstream is unhealthy
public record Healthchecks(
    @Default("{}") Active active,
    @Default("{}") Passive passive,
    @Default("0") @Range(min = 0, max = 100) double threshold) {

  /// Probes.
  ///
  /// @param timeout in seconds
  public record Active(
      @Default("\"http\"") @OneOf({"tcp", "http", "https", "grpc", "grpcs"}) String type,
      @Default("1") @Range(min = 0, max = 65535) double timeout,
      @Default("10") @Range(min = 1, max = 2147483648.0) long concurrency,
      @Is(PATH) @Default("\"/\"") String httpPath,
      @Is(SNI) @NotRequired @Nullable String httpsSni,
      @Required @Default("true") boolean httpsVerifyCertificate,
      @Is(HEADERS) @NotRequired @Nullable Map<String, List<String>> headers,
      @Default("{}") ActiveHealthy healthy,
      @Default("{}") ActiveUnhealthy unhealthy) {}

  /// When probes say that a target is healthy.
  ///
  /// @param interval seconds between probes; 0 for none
  /// @param successes probes in a row that make it healthy; 0 for never
  public record ActiveHealthy(
      @Default("0") @Range(min = 0, max = 65535) double interval,
      @Default("[200, 302]") List<@Range(min = 100, max = 999) Integer> httpStatuses,
      @Default("0") @Range(min = 0, max = 255) int successes) {}

  /// When probes say that a target is unhealthy. Counts are of failures in a row; 0 for never.
  ///
  /// @param interval seconds between probes; 0 for none
  public record ActiveUnhealthy(
      @Default("0") @Range(min = 0, max = 65535) double interval,
      @Default("[429, 404, 500, 501, 502, 503, 504, 505]")
          List<@Range(min = 100, max = 999) Integer> httpStatuses,
      @Default("0") @Range(min = 0, max = 255) int tcpFailures,
      @Default("0") @Range(min = 0, max = 255) int timeouts,
      @Default("0") @Range(min = 0, max = 255) int httpFailures) {}

  /// Traffic.
  public record Passive(
      @Default("\"http\"") @OneOf({"tcp", "http", "https", "grpc", "grpcs"}) String type,
      @Default("{}") PassiveHealthy healthy,
      @Default("{}") PassiveUnhealthy unhealthy) {}

  /// When traffic says that a target is healthy again.
  public record PassiveHealthy(
      @Default(
              "[200, 201, 202, 203, 204, 205, 206, 207, 208, 226,"
                  + " 300, 301, 302, 303, 304, 305, 306, 307, 308]")
          List<@Range(min = 100, max = 999) Integer> httpStatuses,
      @Default("0") @Range(min = 0, max = 255) int successes) {}

  /// When traffic says that a target is unhealthy. Counts are of failures in a row; 0 for never.
  public record PassiveUnhealthy(
      @Default("[429, 500, 503]") List<@Range(min = 100, max = 999) Integer> httpStatuses,
      @Default("0") @Range(min = 0, max = 255) int tcpFailures,
      @Default("0") @Range(min = 0, max = 255) int timeouts,
      @Default("0") @Range(min = 0, max = 255) int httpFailures) {}
}
