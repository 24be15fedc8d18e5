package io.troop.plugin.entity;

import java.util.List;

/// The entities that exist without any plugin. *Stateless.*
public final class CoreEntities {

  private CoreEntities() {}

  /// All of them, parents before those that refer to them, in the router's default flavour.
  public static List<EntitySpec> all() {
    return all(RouterFlavor.TRADITIONAL_COMPATIBLE);
  }

  public static List<EntitySpec> all(RouterFlavor flavor) {
    return List.of(
        EntitySpec.of("certificates", Certificate.class),
        EntitySpec.of("snis", Sni.class).foundBy("name"),
        EntitySpec.of("ca_certificates", CaCertificate.class).shared(),
        EntitySpec.of("services", Service.class).foundBy("name"),
        EntitySpec.of("routes", Route.class).foundBy("name").withSchema(RouteSchema.of(flavor)),
        EntitySpec.of("consumers", Consumer.class).foundBy("username"),
        EntitySpec.of("consumer_groups", ConsumerGroup.class).foundBy("name"),
        EntitySpec.of("consumer_group_consumers", ConsumerGroupConsumer.class)
            .uniqueTogether("consumer_group", "consumer")
            .hidden(),
        EntitySpec.of("upstreams", Upstream.class).foundBy("name"),
        EntitySpec.of("targets", Target.class)
            .foundBy("target")
            .uniqueTogether("upstream", "target")
            .nestedOnly(),
        EntitySpec.of("key_sets", KeySet.class).at("key-sets", "key-sets").foundBy("name"),
        EntitySpec.of("keys", Key.class).foundBy("name").uniqueTogether("kid", "set"),
        EntitySpec.of("vaults", Vault.class).foundBy("prefix"),
        EntitySpec.of("plugin_schemas", PluginSchema.class).foundBy("name").shared().hidden(),
        EntitySpec.of("plugins", PluginInstance.class)
            .foundBy("instance_name")
            .uniqueTogether("name", "route", "service", "consumer", "consumer_group"));
  }
}
