package io.troop.plugins.fakes;

import io.troop.plugin.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Header lines in a list.
public final class FakeHeaders implements Headers.Mutable {
  public final List<Map.Entry<String, String>> lines = new ArrayList<>();

  private Headers read() {
    return Headers.of(lines);
  }

  @Override
  public String get(CharSequence name) {
    return read().get(name);
  }

  @Override
  public List<String> all(CharSequence name) {
    return read().all(name);
  }

  @Override
  public boolean contains(CharSequence name) {
    return read().contains(name);
  }

  @Override
  public void forEach(BiConsumer<String, String> line) {
    read().forEach(line);
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
