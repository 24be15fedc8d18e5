package io.troop.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Catalog;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IndexTest {

  private final Index index = new Index(new EntitySpecs(List.copyOf(Catalog.load().entities())));

  private static Entity route(String workspace) {
    UUID id = UUID.randomUUID();
    return Entity.of(
        new EntityKey("routes", id), workspace, Map.of("id", id.toString(), "name", "r" + id));
  }

  @Test
  void knowsWhetherAKindIsInOtherWorkspaces() {
    Entity ours = route("default");
    Entity theirs = route("team");

    assertThat(index.isElsewhere("routes", "default")).isFalse();
    index.replace(null, ours);
    index.replace(ours, ours);
    assertThat(index.isElsewhere("routes", "default")).isFalse();
    assertThat(index.isElsewhere("routes", "team")).isTrue();
    index.replace(null, theirs);
    assertThat(index.isElsewhere("routes", "default")).isTrue();
    assertThat(index.isElsewhere("services", "default")).isFalse();
    index.replace(theirs, null);
    assertThat(index.isElsewhere("routes", "default")).isFalse();
    index.replace(ours, null);
    assertThat(index.isElsewhere("routes", "team")).isFalse();
  }
}
