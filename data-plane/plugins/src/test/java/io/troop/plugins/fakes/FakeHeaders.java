package io.troop.plugins.fakes;

import io.troop.plugin.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Header lines in a list.
public final class FakeHeaders implements Headers.Mutable {
  public final List<Map.Entry<String, String>> lines = new ArrayList<>();

  @Override
  public String get(CharSequence name) {
    return all(name).stream().findFirst().orElse(null);
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
    return get(name) != null;
  }

  @Override
  public void forEach(BiConsumer<String, String> line) {
    List.copyOf(lines).forEach(entry -> line.accept(entry.getKey(), entry.getValue()));
  }

  @Override
  public int size() {
    return lines.size();
  }

  @Override
  public void set(CharSequence name, CharSequence value) {
    remove(name);
    add(name, value);
  }

  @Override
  public void add(CharSequence name, CharSequence value) {
    lines.add(Map.entry(name.toString(), value.toString()));
  }

  @Override
  public void remove(CharSequence name) {
    lines.removeIf(line -> line.getKey().equalsIgnoreCase(name.toString()));
  }
}
