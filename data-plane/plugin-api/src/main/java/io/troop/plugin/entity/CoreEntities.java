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
        EntitySpec.of("services", Service.class).foundBy("name"),
        EntitySpec.of("routes", Route.class).foundBy("name").withSchema(RouteSchema.of(flavor)),
        EntitySpec.of("consumers", Consumer.class).foundBy("username"));
  }
}
