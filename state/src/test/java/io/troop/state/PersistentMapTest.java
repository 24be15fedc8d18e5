package io.troop.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

  /// A key whose hash is one of a few, so that chains come up.
  private record Key(int number) {
    @Override
    public int hashCode() {
      return (number % 7) * 0x10001;
    }
  }

  @Test
  void actsLikeAHashMapOverRandomChanges() {
    long seed = 20261122;
    var random = new Random(seed);
    for (int range : new int[] {5, 60, 3_000}) {
      PersistentMap<Key, Integer> map = PersistentMap.empty();
      Map<Key, Integer> model = new HashMap<>();
      for (int i = 0; i < 6_000; i++) {
        var key = new Key(random.nextInt(range));
        if (random.nextInt(3) == 0) {
          map = map.without(key);
          model.remove(key);
        } else {
          map = map.with(key, i);
          model.put(key, i);
        }
        assertThat(map.get(key)).as("seed %d, step %d", seed, i).isEqualTo(model.get(key));
      }
      assertThat(contents(map)).as("seed %d", seed).isEqualTo(model);
      assertThat(map.size()).isEqualTo(model.size());
    }
  }

  @Test
  void keepsHashesApartThatDifferInTheirLastBitsOnly() {
    PersistentMap<Integer, String> map = PersistentMap.empty();
    for (int bit = 0; bit < 32; bit++) {
      map = map.with(1 << bit, "bit " + bit);
    }
    for (int bit = 0; bit < 32; bit++) {
      assertThat(map.get(1 << bit)).isEqualTo("bit " + bit);
    }
    for (int bit = 0; bit < 32; bit++) {
      map = map.without(1 << bit);
    }
    assertThat(map.isEmpty()).isTrue();
    assertThat(contents(map)).isEmpty();
  }

  @Test
  void anEarlierMapIsNotTouched() {
    PersistentMap<String, String> one = PersistentMap.<String, String>empty().with("a", "1");
    var two = one.with("a", "2").with("b", "3").without("a");
    assertThat(contents(one)).containsExactly(Map.entry("a", "1"));
    assertThat(contents(two)).containsExactly(Map.entry("b", "3"));
  }

  @Test
  void changedStartsFromNoneAndRemovesForNull() {
    PersistentMap<String, Integer> map = PersistentMap.empty();
    map = map.changed("n", value -> value == null ? 1 : value + 1);
    map = map.changed("n", value -> value == null ? 1 : value + 1);
    assertThat(map.get("n")).isEqualTo(2);
    assertThat(map.changed("n", value -> value)).isSameAs(map);
    assertThat(map.changed("n", _ -> null).isEmpty()).isTrue();
  }

  private static <K, V> Map<K, V> contents(PersistentMap<K, V> map) {
    Map<K, V> all = new HashMap<>();
    map.forEach(all::put);
    return all;
  }
}
