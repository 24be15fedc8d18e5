package io.troop.proxy.live;

import io.troop.plugin.Entities;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The entities of no configuration.
enum NoEntities implements Entities {
  NONE;

  @Override
  public <R extends Record> @Nullable R get(Class<R> type, UUID id) {
    return null;
  }

  @Override
  public <R extends Record> @Nullable R find(Class<R> type, String field, String value) {
    return null;
  }

  @Override
  public <R extends Record> List<R> of(Class<R> type, String field, UUID parent) {
    return List.of();
  }
}
