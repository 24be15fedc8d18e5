package io.troop.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Header lines of a message, in the order received, names compared without case.
///
/// *Confined to the exchange's event loop* (and to one blocking handler while it runs).
public interface Headers {

  /// These lines, as they are.
  static Headers of(List<Map.Entry<String, String>> lines) {
    return new HeaderList(lines);
  }

  /// The first line's value; null when there is none.
  @Nullable String get(CharSequence name);

  /// All values in order; empty when there is none.
  List<String> all(CharSequence name);

  boolean contains(CharSequence name);

  /// Every line, in order.
  void forEach(BiConsumer<String, String> line);

  /// Number of lines.
  int size();

  /// The lines as they are now, whatever is changed later.
  default Headers snapshot() {
    List<Map.Entry<String, String>> lines = new ArrayList<>(size());
    forEach((name, value) -> lines.add(Map.entry(name, value)));
    return Headers.of(lines);
  }

  /// Headers that may be changed.
  interface Mutable extends Headers {

    /// Replaces all lines of this name with one; appends it when there was none.
    void set(CharSequence name, CharSequence value);

    /// Appends a line.
    void add(CharSequence name, CharSequence value);

    /// Removes all lines of this name.
    void remove(CharSequence name);
  }
}
