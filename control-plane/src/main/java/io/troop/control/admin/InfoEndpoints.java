package io.troop.control.admin;

import io.troop.control.ControlSettings;
import io.troop.control.NodeIdentity;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.plugin.Catalog;
import io.troop.settings.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What the gateway tells of itself: `/`, `/status`, `/endpoints` and the like.
@Component
@Order(20)
class InfoEndpoints implements EndpointSource {

  private static final double MEBI = 1024.0 * 1024.0;

  private final Catalog catalog;
  private final Settings settings;
  private final NodeIdentity identity;
  private final EntityReader reader;
  private final DataSource database;
  private final ServerCounters counters;

  InfoEndpoints(
      Catalog catalog,
      Settings settings,
      NodeIdentity identity,
      EntityReader reader,
      DataSource database,
      ServerCounters counters) {
    this.catalog = catalog;
    this.settings = settings;
    this.identity = identity;
    this.reader = reader;
    this.database = database;
    this.counters = counters;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/", this::root)
        .add("GET", "/kong", this::root)
        .add("GET", "/status", this::status)
        .add("GET", "/endpoints", _ -> Answer.ok(Map.of("data", endpoints.patterns())))
        .add("GET", "/timers", _ -> Answer.ok(timers()))
        .add("GET", "/cache/{key}", _ -> Answer.notFound())
        .add("DELETE", "/cache/{key}", _ -> Answer.noContent())
        .add("DELETE", "/cache", _ -> Answer.noContent());
  }

  private Answer root(Call call) {
    Map<String, Object> available = new TreeMap<>();
    catalog
        .plugins()
        .forEach((name, plugin) ->
            available.put(
                name, Map.of("version", plugin.version(), "priority", (long) plugin.priority())));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("tagline", "Welcome to kong");
    answer.put("version", ControlSettings.KONG_VERSION);
    answer.put("edition", "community");
    answer.put("hostname", identity.hostname());
    answer.put("node_id", identity.id().toString());
    answer.put("timers", Map.of("running", 0L, "pending", 0L));
    answer.put(
        "plugins", Map.of("available_on_server", available, "enabled_in_cluster", enabled(call)));
    answer.put("lua_version", "LuaJIT 2.1.0-20231117");
    answer.put("configuration", configuration());
    answer.put("pids", Map.of("master", identity.pid(), "workers", List.of(identity.pid())));
    return Answer.ok(answer);
  }

  private List<String> enabled(Call call) {
    Entities entities = reader.of(call);
    Set<String> names = new TreeSet<>();
    @Nullable UUID next = EntityQuery.FIRST;
    while (next != null) {
      EntityQuery.Page page =
          entities.page(
              new EntityQuery(
                  call.workspace(), "plugins", null, EntityQuery.Tags.NONE, next, 1000));
      page.entities().forEach(plugin -> names.add(String.valueOf(plugin.document().get("name"))));
      next = page.next();
    }
    return List.copyOf(names);
  }

  private Map<String, Object> configuration() {
    Map<String, Object> loaded = new TreeMap<>();
    catalog.plugins().keySet().forEach(name -> loaded.put(name, true));
    Map<String, Object> configuration = new TreeMap<>();
    configuration.put("database", settings.get(ControlSettings.DATABASE));
    configuration.put("role", settings.get(ControlSettings.ROLE));
    configuration.put("router_flavor", settings.get(ControlSettings.ROUTER_FLAVOR));
    configuration.put("log_level", settings.get(ControlSettings.LOG_LEVEL));
    configuration.put("plugins", List.of("bundled"));
    configuration.put("loaded_plugins", loaded);
    configuration.put(
        "admin_listen",
        settings.get(ControlSettings.ADMIN_LISTEN).stream().map(Object::toString).toList());
    configuration.put(
        "admin_listeners",
        settings.get(ControlSettings.ADMIN_LISTEN).stream()
            .map(address ->
                Map.of(
                    "ip",
                    address.host(),
                    "port",
                    (long) address.port(),
                    "ssl",
                    address.ssl(),
                    "http2",
                    address.http2(),
                    "listener",
                    address.toString()))
            .toList());
    configuration.put("proxy_listeners", List.of());
    return configuration;
  }

  private Answer status(Call call) {
    String unit = call.argument("unit").orElse("m");
    if (!Set.of("b", "B", "k", "K", "m", "M", "g", "G").contains(unit)) {
      return Answer.message(400, "invalid unit '" + unit + "' (expected 'k/K', 'm/M', or 'g/G')");
    }
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put(
        "lua_shared_dicts",
        Map.of(
            "kong",
            Map.of(
                "capacity",
                size(runtime.maxMemory(), unit),
                "allocated_slabs",
                size(runtime.totalMemory(), unit))));
    memory.put(
        "workers_lua_vms",
        List.of(
            Map.of(
                "pid",
                identity.pid(),
                "http_allocated_gc",
                size(runtime.totalMemory() - runtime.freeMemory(), unit))));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("memory", memory);
    answer.put("server", counters.snapshot());
    answer.put("database", Map.of("reachable", isReachable()));
    return Answer.ok(answer);
  }

  private static Object size(long bytes, String unit) {
    return switch (unit.toLowerCase(java.util.Locale.ROOT)) {
      case "b" -> bytes;
      case "k" -> "%.2f KiB".formatted(bytes / 1024.0);
      case "g" -> "%.2f GiB".formatted(bytes / MEBI / 1024.0);
      default -> "%.2f MiB".formatted(bytes / MEBI);
    };
  }

  private boolean isReachable() {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(2);
    } catch (SQLException _) {
      return false;
    }
  }

  private static Map<String, Object> timers() {
    return Map.of(
        "worker",
        Map.of("id", 0L, "count", 1L),
        "stats",
        Map.of(
            "sys",
            Map.of("total", 0L, "runs", 0L, "running", 0L, "pending", 0L, "waiting", 0L),
            "timers",
            Map.of()));
  }
}
