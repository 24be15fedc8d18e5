package io.troop.control.admin;

import io.troop.control.ControlSettings;
import io.troop.control.ListenAddress;
import io.troop.control.NodeIdentity;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.plugin.Catalog;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What the gateway tells of itself: `/`, `/endpoints` and the like.
@Component
@Order(20)
class InfoEndpoints implements EndpointSource {

  // Where nodes listen: clients read it here, as a control plane of Kong's tells it, too.
  private static final Setting<List<ListenAddress>> PROXY_LISTEN =
      ListenAddress.setting("proxy_listen", "0.0.0.0:8000, 0.0.0.0:8443 ssl http2");
  private static final Setting<List<ListenAddress>> STREAM_LISTEN =
      ListenAddress.streams("stream_listen");

  private final Catalog catalog;
  private final Settings settings;
  private final NodeIdentity identity;
  private final EntityReader reader;

  InfoEndpoints(Catalog catalog, Settings settings, NodeIdentity identity, EntityReader reader) {
    this.catalog = catalog;
    this.settings = settings;
    this.identity = identity;
    this.reader = reader;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/", this::root)
        .add("GET", "/kong", this::root)
        .add("GET", "/endpoints", _ -> Answer.ok(Map.of("data", endpoints.patterns())))
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
    Map<String, Object> configuration = new TreeMap<>(settings.shown());
    configuration.put("database", settings.get(ControlSettings.DATABASE));
    configuration.put("role", settings.get(ControlSettings.ROLE));
    configuration.put("router_flavor", settings.get(ControlSettings.ROUTER_FLAVOR));
    configuration.put("log_level", settings.get(ControlSettings.LOG_LEVEL));
    configuration.put("plugins", List.of("bundled"));
    configuration.put("loaded_plugins", loaded);
    putListeners(configuration, "admin", settings.get(ControlSettings.ADMIN_LISTEN));
    putListeners(configuration, "proxy", nodes(PROXY_LISTEN));
    putListeners(configuration, "stream", nodes(STREAM_LISTEN));
    return configuration;
  }

  /// The addresses of a setting of nodes, which check it themselves: none where it is wrong here.
  private List<ListenAddress> nodes(Setting<List<ListenAddress>> setting) {
    try {
      return settings.get(setting);
    } catch (SettingException _) {
      return List.of();
    }
  }

  private static void putListeners(
      Map<String, Object> configuration, String name, List<ListenAddress> addresses) {
    configuration.put(name + "_listen", addresses.stream().map(Object::toString).toList());
    configuration.put(
        name + "_listeners", addresses.stream().map(InfoEndpoints::listener).toList());
  }

  private static Map<String, Object> listener(ListenAddress address) {
    return Map.of(
        "ip",
        address.host(),
        "port",
        (long) address.port(),
        "ssl",
        address.ssl(),
        "http2",
        address.http2(),
        "listener",
        address.toString());
  }
}
