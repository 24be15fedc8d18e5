package io.troop.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Candidates that can be told apart by their rank alone.
class RankedTest {
  private static final int MANY = 3000;

  private final Random random = new Random(3);
  private final List<Candidate> all = new ArrayList<>();

  private Ranked filled() {
    Ranked ranked = Ranked.NOBODY;
    for (int i = 0; i < MANY; i++) {
      // Few priorities: most are told apart by the id.
      RouteEntry entry =
          RouteText.expression(
              new UUID(random.nextLong(), random.nextLong()),
              "http.path contains \"never\"",
              random.nextInt(5));
      Candidate candidate = Candidate.of(entry).getFirst();
      all.add(candidate);
      ranked = ranked.with(candidate);
    }
    return ranked;
  }

  /// All of them in the order they are tried: none takes the request.
  private static List<Candidate> order(Ranked ranked) {
    List<Candidate> seen = new ArrayList<>();
    ranked.offer(
        new Search(FakeQuery.get("/"), "/") {
          @Override
          boolean consider(Candidate[] candidates) {
            Collections.addAll(seen, candidates);
            return super.consider(candidates);
          }
        });
    return seen;
  }

  @Test
  void theBestComesFirstHoweverMany() {
    Ranked ranked = filled();

    all.sort(Comparator.comparing(Candidate::rank).reversed());

    assertThat(order(ranked)).containsExactlyElementsOf(all);
  }

  @Test
  void oneAfterTheOtherGoes() {
    Ranked ranked = filled();
    Collections.shuffle(all, random);
    List<Candidate> left = new ArrayList<>(all);

    for (Candidate candidate : all.subList(0, MANY - 10)) {
      ranked = ranked.without(candidate);
      left.remove(candidate);
    }

    left.sort(Comparator.comparing(Candidate::rank).reversed());
    assertThat(order(ranked)).containsExactlyElementsOf(left);
    for (Candidate candidate : left) {
      ranked = ranked.without(candidate);
    }
    assertThat(ranked.isEmpty()).isTrue();
  }
}
