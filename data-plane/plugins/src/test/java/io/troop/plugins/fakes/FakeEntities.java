package io.troop.plugins.fakes;

import io.troop.plugin.Entities;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Entities in a list, looked through by reflection.
public final class FakeEntities implements Entities {
  public final List<Record> all = new ArrayList<>();

  @Override
  public <R extends Record> R get(Class<R> type, UUID id) {
    return of(type).stream().filter(e -> id.equals(field(e, "id"))).findFirst().orElse(null);
  }

  @Override
  public <R extends Record> R find(Class<R> type, String field, String value) {
    return of(type).stream()
        .filter(e -> Objects.equals(value, texts(e, field)))
        .findFirst()
        .orElse(null);
  }

  @Override
  public <R extends Record> List<R> of(Class<R> type, String field, UUID parent) {
    return of(type).stream()
        .filter(e -> field(e, field) instanceof Record ref && parent.equals(field(ref, "id")))
        .toList();
  }

  /// The value of a field; of several between commas, the values as they are joined for a search.
  private static Object texts(Record entity, String fields) {
    if (fields.indexOf(',') < 0) {
      return field(entity, fields);
    }
    return Entities.joined(
        Arrays.stream(fields.split(","))
            .map(name -> field(entity, name))
            .map(value -> value instanceof Record ref ? field(ref, "id") : value)
            .map(value -> value == null ? "" : value.toString())
            .toArray(String[]::new));
  }

  private <R extends Record> List<R> of(Class<R> type) {
    return all.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static Object field(Record entity, String field) {
    String name = camel(field);
    for (RecordComponent component : entity.getClass().getRecordComponents()) {
      if (component.getName().equals(name)) {
        try {
          component.getAccessor().setAccessible(true);
          return component.getAccessor().invoke(entity);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
    }
    return null;
  }

  private static String camel(String snake) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < snake.length(); i++) {
      out.append(
          snake.charAt(i) == '_' ? Character.toUpperCase(snake.charAt(++i)) : snake.charAt(i));
    }
    return out.toString();
  }
}
