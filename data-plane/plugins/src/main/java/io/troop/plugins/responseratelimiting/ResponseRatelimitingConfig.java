package io.troop.plugins.responseratelimiting;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Validator;
import io.troop.plugin.tools.RedisConfig;
import io.troop.ratelimit.NoClusterPolicy;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.PeriodOrder;
import io.troop.ratelimit.RedisFields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `response-ratelimiting`. *Immutable.*
record ResponseRatelimitingConfig(
    @Doc("The header of answers that says what they cost.") @Default("\"x-kong-limit\"")
        String headerName,
    @Doc(
            "Whose answers are counted together; those of the client's address where there is no such"
                + " thing.")
        @Default("\"consumer\"")
        @OneOf({"consumer", "credential", "ip"})
        String limitBy,
    @Doc("Where costs are counted: on each node, or in a Redis server.")
        @Default("\"local\"")
        @OneOf({"local", "cluster", "redis"})
        @CheckedBy(NoClusterPolicy.class)
        String policy,
    @Doc("Whether requests pass while Redis can't be asked; else they fail with 500.")
        @Required
        @Default("true")
        boolean faultTolerant,
    @Doc("The Redis server.") RedisConfig redis,
    @Doc("Whether one limit that is used up refuses all requests.") @Required @Default("false")
        boolean blockOnFirstViolation,
    @Doc("Whether clients are not told of limits.") @Required @Default("false")
        boolean hideClientHeaders,
    @Doc("What may be used up, by the names that answers call it by.") @Required @MinLength(1)
        Map<String, Limits> limits) {

  static final List<Check> PLUGIN_CHECKS = RedisFields.checks();

  static final List<Shorthand> SHORTHANDS = RedisFields.moved("response-ratelimiting");

  /// How much of one thing may be used up.
  @CheckedBy(Limits.Order.class)
  record Limits(
      @GreaterThan(0) @Nullable Double second,
      @GreaterThan(0) @Nullable Double minute,
      @GreaterThan(0) @Nullable Double hour,
      @GreaterThan(0) @Nullable Double day,
      @GreaterThan(0) @Nullable Double month,
      @GreaterThan(0) @Nullable Double year) {

    static final List<Check> CHECKS =
        List.of(Check.atLeastOneOf("second", "minute", "hour", "day", "month", "year"));

    List<PeriodLimit> windows() {
      return PeriodLimit.all(second, minute, hour, day, month, year);
    }

    static final class Order implements Validator {
      @Override
      public @Nullable String violation(Object value) {
        return PeriodOrder.violation((Map<?, ?>) value, "the");
      }
    }
  }
}
