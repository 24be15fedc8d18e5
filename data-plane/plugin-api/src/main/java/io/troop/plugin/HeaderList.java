package io.troop.plugin;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Header lines that are given as a list. *Immutable.*
record HeaderList(List<Map.Entry<String, String>> lines) implements Headers {

  HeaderList {
    lines = List.copyOf(lines);
  }

  @Override
  public @Nullable String get(CharSequence name) {
    List<String> all = all(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  @Override
  public List<String> all(CharSequence name) {
    return lines.stream()
        .filter(line -> line.getKey().equalsIgnoreCase(name.toString()))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public boolean contains(CharSequence name) {
    return !all(name).isEmpty();
  }

  @Override
  public void forEach(BiConsumer<String, String> line) {
    lines.forEach(each -> line.accept(each.getKey(), each.getValue()));
  }

  @Override
  public int size() {
    return lines.size();
  }

  @Override
  public Headers snapshot() {
    return this;
  }
}
