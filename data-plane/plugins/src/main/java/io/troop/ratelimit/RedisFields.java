package io.troop.ratelimit;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.Type;
import java.util.List;

/// How configurations that may use Redis are checked, and the names their fields had before Kong
/// 3.6. *Stateless.*
public final class RedisFields {

  private RedisFields() {}

  /// What the policy `redis` needs.
  public static List<Check> checks() {
    return List.of(needed("host"), needed("port"), needed("timeout"));
  }

  private static Check needed(String field) {
    return Check.conditional(
        "config.policy", Match.eq("redis"), "config.redis." + field, Match.given());
  }

  /// `redis_host` and the like.
  public static List<Shorthand> moved(String plugin) {
    return List.of(
        moved(plugin, Field.of("redis_host", Type.Plain.STRING), "host"),
        moved(plugin, Field.of("redis_port", Type.Plain.INTEGER), "port"),
        moved(
            plugin,
            Field.of("redis_password", Type.Plain.STRING)
                .with(new Constraint.Length(Constraint.Compare.MIN, 0)),
            "password"),
        moved(plugin, Field.of("redis_username", Type.Plain.STRING), "username"),
        moved(plugin, Field.of("redis_ssl", Type.Plain.BOOLEAN), "ssl"),
        moved(plugin, Field.of("redis_ssl_verify", Type.Plain.BOOLEAN), "ssl_verify"),
        moved(plugin, Field.of("redis_server_name", Type.Plain.STRING), "server_name"),
        moved(plugin, Field.of("redis_timeout", Type.Plain.INTEGER), "timeout"),
        moved(plugin, Field.of("redis_database", Type.Plain.INTEGER), "database"));
  }

  private static Shorthand moved(String plugin, Field field, String to) {
    String message =
        plugin
            + ": config."
            + field.name()
            + " is deprecated, please use config.redis."
            + to
            + " instead";
    return Shorthand.moved(field, message, "redis", to);
  }
}
