package io.troop.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrafficTableTest {

  private static final UUID SERVICE = new UUID(9, 9);

  private static UUID id(int number) {
    return new UUID(1, number);
  }

  private static Map<TrafficTable.Key, Long> requests(TrafficTable table) {
    Map<TrafficTable.Key, Long> found = new HashMap<>();
    table.forEach((key, traffic) -> found.put(key, traffic.latency().count()));
    return found;
  }

  @Test
  void countsByRouteAndConsumer() {
    TrafficTable table = new TrafficTable(100);
    table.traffic(id(1), SERVICE, null).add(200, 10, 20, 1000, 900);
    table.traffic(id(1), SERVICE, id(7)).add(404, 1, 2, 3000, -1);
    table.traffic(id(1), SERVICE, id(7)).add(0, 1, 2, 3000, -1);
    table.traffic(null, null, null).add(404, 0, 48, 50, -1);

    assertThat(requests(table))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                new TrafficTable.Key(id(1), SERVICE, null),
                1L,
                new TrafficTable.Key(id(1), SERVICE, id(7)),
                2L,
                new TrafficTable.Key(null, null, null),
                1L));
    Traffic ofConsumer = table.traffic(id(1), SERVICE, id(7));
    assertThat(ofConsumer.requests(4)).isEqualTo(1);
    assertThat(ofConsumer.requests(0)).isEqualTo(1);
    assertThat(ofConsumer.upstreamLatency().count()).isZero();
    assertThat(ofConsumer.bytesOut()).isEqualTo(4);
  }

  @Test
  void manyConsumersOfManyRoutesAreKeptApart() {
    TrafficTable table = new TrafficTable();
    Map<TrafficTable.Key, Long> expected = new HashMap<>();
    for (int round = 0; round < 3; round++) {
      for (int route = 0; route < 30; route++) {
        for (int consumer = 0; consumer < 100; consumer++) {
          table.traffic(id(route), SERVICE, id(1000 + consumer)).add(200, 0, 0, 1, 1);
          expected.merge(
              new TrafficTable.Key(id(route), SERVICE, id(1000 + consumer)), 1L, Long::sum);
        }
      }
      table.traffic(null, null, id(1000)).add(404, 0, 0, 1, -1);
      expected.merge(new TrafficTable.Key(null, null, id(1000)), 1L, Long::sum);
    }

    assertThat(requests(table)).isEqualTo(expected);
    assertThat(table.folded()).isZero();
  }

  @Test
  void whatIsTooManyIsCountedWithoutConsumerThenWithoutRoute() {
    TrafficTable table = new TrafficTable(3);
    for (int consumer = 0; consumer < 10; consumer++) {
      table.traffic(id(1), SERVICE, id(100 + consumer)).add(200, 0, 0, 1, 1);
    }
    table.traffic(id(2), SERVICE, null).add(200, 0, 0, 1, 1);

    Map<TrafficTable.Key, Long> found = requests(table);
    assertThat(found)
        .hasSize(4)
        .containsEntry(new TrafficTable.Key(id(1), SERVICE, null), 8L)
        .containsEntry(new TrafficTable.Key(TrafficTable.OTHERS, null, null), 1L);
    assertThat(found.values().stream().mapToLong(n -> n).sum()).as("none is lost").isEqualTo(11);
    assertThat(table.folded()).isEqualTo(9);
  }

  @Test
  void timesOfPluginsAreKeptByRouteUpToABound() {
    TrafficTable table = new TrafficTable(2);
    table.timed(id(1), "key-auth", 200, 10);
    table.timed(id(1), "key-auth", 401, 30);
    table.timed(null, "cors", 0, 5);
    table.timed(id(2), "key-auth", 200, 10);

    Map<String, Long> found = new HashMap<>();
    table.forEachTime((route, plugin, time) -> {
      found.put(plugin + " " + route, time.time().count());
      assertThat(time.requests(2) + time.requests(4) + time.requests(0))
          .isEqualTo(time.time().count());
    });
    assertThat(found).isEqualTo(Map.of("key-auth " + id(1), 2L, "cors null", 1L));
  }
}
