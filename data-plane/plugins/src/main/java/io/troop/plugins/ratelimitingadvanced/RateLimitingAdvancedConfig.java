package io.troop.plugins.ratelimitingadvanced;

import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import io.troop.ratelimit.NoClusterPolicy;
import io.troop.ratelimit.SizedWindow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `rate-limiting-advanced`. *Immutable.*
@CheckedBy(RateLimitingAdvancedConfig.Rules.class)
record RateLimitingAdvancedConfig(
    @Doc("Several kinds of identifiers that together say whose requests are counted together.")
        @Nullable
            List<
                @OneOf({
                  "consumer", "consumer-group", "credential", "header", "ip", "path", "service"
                })
                String>
            compoundIdentifier,
    @Doc("Kept for Kong's clients: configure the plugin for consumer groups.")
        @Nullable List<String> consumerGroups,
    @Doc("Kept for Kong's clients.") @Default("\"kong_rate_limiting_counters\"")
        String dictionaryName,
    @Doc("Whether refused requests do not count in sliding windows.") @Default("false")
        boolean disablePenalty,
    @Doc("Refused when true: configure the plugin for consumer groups.") @Default("false")
        boolean enforceConsumerGroups,
    @Doc("The status of refusals.") @Default("429") @GreaterThan(0) double errorCode,
    @Doc("The message of refusals.") @Default("\"API rate limit exceeded\"") String errorMessage,
    @Doc("The header to count by.") @Is(Typedef.HEADER_NAME) @Nullable String headerName,
    @Doc("Whether clients are not told of limits.") @Default("false") boolean hideClientHeaders,
    @Doc("Whose requests are counted together; the client's address where there is no such thing.")
        @Default("\"consumer\"")
        @OneOf({"consumer", "consumer-group", "credential", "header", "ip", "path", "service"})
        String identifier,
    @Doc("How many requests may pass in each window.") @Required List<Double> limit,
    @Doc("Kept for Kong's clients.") @Default("\"kong_locks\"") String lockDictionaryName,
    @Doc("Instances of one namespace count together.") @Auto @Nullable String namespace,
    @Doc("The path to count apart.") @Is(Typedef.PATH) @Nullable String path,
    @Doc("The Redis server.") RedisServerConfig redis,
    @Doc(
            "Up to so many seconds are added to Retry-After, so that clients do not all come back at"
                + " once.")
        @Default("0")
        double retryAfterJitterMax,
    @Doc("Where requests are counted: on each node, or in a Redis server.")
        @Default("\"local\"")
        @OneOf({"cluster", "local", "redis"})
        @CheckedBy(NoClusterPolicy.class)
        String strategy,
    @Doc(
            "-1 counts on each node whatever the strategy; any other number asks Redis for each"
                + " request.")
        @Nullable Double syncRate,
    @Doc("Whether requests beyond the limit wait and try again before they are refused.")
        Throttling throttling,
    @Doc("How long each window is, in seconds.") @Required List<Double> windowSize,
    @Doc("Whether windows begin with nothing, or with a part of what the one before used.")
        @Default("\"sliding\"")
        @OneOf({"fixed", "sliding"})
        String windowType) {

  /// How requests beyond the limit wait. Times are in seconds.
  record Throttling(
      @Doc("Whether they wait at all.") @Default("false") boolean enabled,
      @Doc("How long one waits before it tries again, in seconds.")
          @Default("5")
          @Range(min = 1, max = 1000000)
          double interval,
      @Doc("How many may wait on a node; further ones are refused at once.")
          @Default("5")
          @Range(min = 1, max = 1000000)
          int queueLimit,
      @Doc("How often one tries again before it is refused.")
          @Default("3")
          @Range(min = 1, max = 1000000)
          int retryTimes) {}

  boolean sharesCounts() {
    return strategy.equals("redis") && syncRate != null && syncRate >= 0;
  }

  List<SizedWindow> windows() {
    boolean sliding = windowType.equals("sliding");
    List<SizedWindow> windows = new ArrayList<>();
    for (int i = 0; i < limit.size(); i++) {
      long seconds = Math.max(1, Math.round(windowSize.get(i)));
      windows.add(new SizedWindow(seconds, limit.get(i), sliding, sliding && !disablePenalty));
    }
    return List.copyOf(windows);
  }

  /// What identifies a client.
  List<String> identifiers() {
    return compoundIdentifier == null || compoundIdentifier.isEmpty()
        ? List.of(identifier)
        : compoundIdentifier;
  }

  /// What fields must be like together.
  static final class Rules implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      Map<?, ?> config = (Map<?, ?>) value;
      List<?> limits = list(config.get("limit"));
      List<?> sizes = list(config.get("window_size"));
      if (limits.size() != sizes.size()) {
        return "You must provide the same number of windows and limits";
      }
      if (!allPositive(limits) || !allPositive(sizes)) {
        return "limit, window_size: a number is not greater than 0";
      }
      if (new HashSet<>(sizes).size() != sizes.size()) {
        return "window_size: two windows are equally long (expected: different lengths)";
      }
      String rate = syncRate(config);
      return rate != null ? rate : identifiers(config);
    }

    private static boolean allPositive(List<?> numbers) {
      return numbers.stream()
          .allMatch(one -> one instanceof Number number && number.doubleValue() > 0);
    }

    private static @Nullable String syncRate(Map<?, ?> config) {
      Object rate = config.get("sync_rate");
      if (rate instanceof Number number
          && number.doubleValue() > 0
          && number.doubleValue() < 0.02) {
        return "Config option 'sync_rate' must not be a decimal between 0 and 0.02";
      }
      return "redis".equals(config.get("strategy")) && rate == null
          ? "sync_rate is required if not using a local strategy"
          : null;
    }

    private static @Nullable String identifiers(Map<?, ?> config) {
      List<Object> used = new ArrayList<>(list(config.get("compound_identifier")));
      used.add(config.get("identifier"));
      if (used.contains("header") && config.get("header_name") == null) {
        return "No header name provided";
      }
      if (used.contains("path") && config.get("path") == null) {
        return "No path provided";
      }
      return Boolean.TRUE.equals(config.get("enforce_consumer_groups"))
          ? "enforce_consumer_groups: configure the plugin for the consumer groups in its place"
          : null;
    }

    private static List<?> list(@Nullable Object value) {
      return value instanceof List<?> list ? list : List.of();
    }
  }
}
