package io.troop.plugins.ratelimiting;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import io.troop.plugin.tools.RedisConfig;
import io.troop.ratelimit.NoClusterPolicy;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.PeriodOrder;
import io.troop.ratelimit.RedisFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `rate-limiting`. *Immutable.*
@CheckedBy(RateLimitingConfig.Rules.class)
record RateLimitingConfig(
    @Doc("Requests per second.") @GreaterThan(0) @Nullable Double second,
    @Doc("Requests per minute.") @GreaterThan(0) @Nullable Double minute,
    @Doc("Requests per hour.") @GreaterThan(0) @Nullable Double hour,
    @Doc("Requests per day.") @GreaterThan(0) @Nullable Double day,
    @Doc("Requests per month.") @GreaterThan(0) @Nullable Double month,
    @Doc("Requests per year.") @GreaterThan(0) @Nullable Double year,
    @Doc("Whose requests are counted together; the client's address where there is no such thing.")
        @Default("\"consumer\"")
        @OneOf({"consumer", "credential", "ip", "service", "header", "path"})
        String limitBy,
    @Doc("The header to count by.") @Is(Typedef.HEADER_NAME) @Nullable String headerName,
    @Doc("The path to count apart.") @Is(Typedef.PATH) @Nullable String path,
    @Doc("Where requests are counted: on each node, or in a Redis server.")
        @Default("\"local\"")
        @MinLength(0)
        @OneOf({"local", "cluster", "redis"})
        @CheckedBy(NoClusterPolicy.class)
        String policy,
    @Doc("Whether requests pass while Redis can't be asked; else they fail with 500.")
        @Required
        @Default("true")
        boolean faultTolerant,
    @Doc("The Redis server.") RedisConfig redis,
    @Doc("Whether clients are not told of limits.") @Required @Default("false")
        boolean hideClientHeaders,
    @Doc("The status of refusals.") @Default("429") @GreaterThan(0) @Since("3.1.0")
        double errorCode,
    @Doc("The message of refusals.") @Default("\"API rate limit exceeded\"") @Since("3.1.0")
        String errorMessage,
    @Doc("How often Redis is told, in seconds; -1 for each request.")
        @Required
        @Default("-1")
        @Since("3.4.0")
        double syncRate) {

  static final List<Check> PLUGIN_CHECKS = checks();

  static final List<Shorthand> SHORTHANDS = RedisFields.moved("rate-limiting");

  private static List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(
        Check.atLeastOneOf(
            "config.second",
            "config.minute",
            "config.hour",
            "config.day",
            "config.month",
            "config.year"));
    checks.addAll(RedisFields.checks());
    checks.add(
        Check.conditional(
            "config.limit_by", Match.eq("header"), "config.header_name", Match.given()));
    checks.add(
        Check.conditional("config.limit_by", Match.eq("path"), "config.path", Match.given()));
    return List.copyOf(checks);
  }

  List<PeriodLimit> limits() {
    return PeriodLimit.all(second, minute, hour, day, month, year);
  }

  /// Whether Redis hears of each request before it passes.
  boolean isExact() {
    return syncRate == -1;
  }

  /// What limits and the rate must be like.
  static final class Rules implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      Map<?, ?> config = (Map<?, ?>) value;
      String order = PeriodOrder.violation(config, "The");
      if (order != null) {
        return order;
      }
      if (!(config.get("sync_rate") instanceof Number rate) || rate.doubleValue() == -1) {
        return null;
      }
      if (!"redis".equals(config.get("policy"))) {
        return "sync_rate can only be used with the redis policy";
      }
      return rate.doubleValue() < 0.02
          ? "sync_rate must be greater than 0.02, or -1 to disable"
          : null;
    }
  }
}
