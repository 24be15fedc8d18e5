package io.troop.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImageTest {

  private static final UUID CONTROL_PLANE = UUID.fromString("0f0e0d0c-0000-4000-8000-000000000001");

  @Test
  void anyOrderAndSplitOfChangesGivesTheRootOfBuildingFromScratch() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Map<EntityKey, Entity> expected = new LinkedHashMap<>();
      Image image = Image.EMPTY;
      List<Change> batch = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        Change change = change(random);
        batch.add(change);
        Entity after = change.after();
        if (after == null) {
          expected.remove(change.key());
        } else {
          expected.put(change.key(), after);
        }
        if (random.nextInt(7) == 0) {
          image = image.apply(batch);
          batch = new ArrayList<>();
        }
      }
      image = image.apply(batch);
      Image scratch = Image.of(expected.values());
      assertThat(image.root(CONTROL_PLANE))
          .as("seed %d", seed)
          .isEqualTo(scratch.root(CONTROL_PLANE));
      assertThat(image).as("seed %d", seed).isEqualTo(scratch);
      assertThat(image.size()).as("seed %d", seed).isEqualTo(expected.size());
    }
  }

  @Test
  void mergedChangesDoTheSameAsOneAfterTheOther() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<Change> first = changes(random, 50);
      List<Change> second = changes(random, 50);
      assertThat(Image.EMPTY.apply(Change.merged(first, second)))
          .as("seed %d", seed)
          .isEqualTo(Image.EMPTY.apply(first).apply(second));
    }
  }

  @Test
  void changesBetweenTwoImagesTurnOneIntoTheOther() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Image from = Image.EMPTY.apply(changes(random, 100));
      List<Change> made = changes(random, 30);
      Image to = from.apply(made);
      List<Change> between = from.changesTo(to);
      assertThat(from.apply(between).root(CONTROL_PLANE))
          .as("seed %d", seed)
          .isEqualTo(to.root(CONTROL_PLANE));
      assertThat(between.size()).isLessThanOrEqualTo(made.size());
    }
  }

  @Test
  void aForeignEntityIsFoundInItsBucketAloneAndRepaired() {
    Image right = Image.EMPTY.apply(changes(new Random(1), 2000));
    Entity victim = right.ofKind("services").getFirst();
    Image wrong =
        right.apply(
            List.of(Change.put(Entity.of(victim.key(), "default", Map.of("host", "evil")))));
    var differing = right.differingBuckets(wrong.bucketHashes());
    assertThat(differing.cardinality()).isEqualTo(1);
    int number = differing.nextSetBit(0);
    assertThat(right.bucket(number)).contains(victim);
    Image repaired = wrong.withBucket(number, right.bucket(number));
    assertThat(repaired.root(CONTROL_PLANE)).isEqualTo(right.root(CONTROL_PLANE));
  }

  @Test
  void aByteChangedInMemoryIsFoundByRecomputing() {
    Image image = Image.EMPTY.apply(changes(new Random(2), 100));
    assertThat(image.recomputed().root(CONTROL_PLANE)).isEqualTo(image.root(CONTROL_PLANE));
    Entity entity = image.ofKind("routes").getFirst();
    entity.json()[3] ^= 1;
    assertThat(entity.isIntact()).isFalse();
    assertThat(image.recomputed().root(CONTROL_PLANE)).isNotEqualTo(image.root(CONTROL_PLANE));
  }

  @Test
  void refusesAnEntityInAForeignBucket() {
    Entity entity = put(new Random(3)).after();
    int other = (entity.key().bucket() + 1) % Image.BUCKETS;
    assertThatThrownBy(() -> Image.EMPTY.withBucket(other, List.of(entity)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listsExactlyTheEntitiesOfAKind() {
    Image image = Image.EMPTY.apply(changes(new Random(4), 3000));
    List<Entity> all = new ArrayList<>();
    image.forEach(all::add);
    assertThat(all).hasSize(image.size());
    assertThat(image.ofKind("routes"))
        .containsExactlyInAnyOrderElementsOf(
            all.stream().filter(entity -> entity.key().kind().equals("routes")).toList());
    assertThat(image.ofKind("nothing")).isEmpty();
  }

  @Test
  void applyingWhatIsThereAlreadyYieldsTheSameImage() {
    Entity entity = put(new Random(5)).after();
    Image image = Image.of(List.of(entity));
    Entity again = Entity.received(entity.key(), entity.workspace(), entity.json().clone());
    assertThat(image.apply(List.of(Change.put(again)))).isSameAs(image);
    assertThat(image.apply(List.of(Change.delete(new EntityKey("routes", UUID.randomUUID())))))
        .isSameAs(image);
  }

  @Test
  void rootsOfTwoControlPlanesDiffer() {
    assertThat(Image.EMPTY.root(CONTROL_PLANE)).isNotEqualTo(Image.EMPTY.root(new UUID(1, 1)));
  }

  @Test
  void theWorkspaceAndTheKindArePartOfTheHash() {
    UUID id = new UUID(1, 2);
    Map<String, Object> document = Map.of("id", id.toString());
    Hash hash = Entity.of(new EntityKey("services", id), "default", document).hash();
    assertThat(Entity.of(new EntityKey("services", id), "other", document).hash())
        .isNotEqualTo(hash);
    assertThat(Entity.of(new EntityKey("routes", id), "default", document).hash())
        .isNotEqualTo(hash);
    assertThat(hash)
        .isEqualTo(
            Hash.sha256(
                CanonicalJson.bytes(
                    Map.of(
                        "document",
                        document,
                        "id",
                        id.toString(),
                        "kind",
                        "services",
                        "workspace",
                        "default"))));
  }

  @Test
  void countedUpIdsSpreadOverTheBuckets() {
    int[] counts = new int[Image.BUCKETS];
    for (int i = 0; i < 100_000; i++) {
      counts[new EntityKey("services", new UUID(0, i)).bucket()]++;
    }
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 40 && count < 200);
  }

  @Test
  void sumsAreThoseOfBigNumbers() {
    Random random = new Random(6);
    BigInteger modulus = BigInteger.ONE.shiftLeft(256);
    for (int i = 0; i < 10_000; i++) {
      Hash a = hash(random);
      Hash b = hash(random);
      BigInteger x = new BigInteger(1, a.bytes());
      BigInteger y = new BigInteger(1, b.bytes());
      assertThat(new BigInteger(1, a.plus(b).bytes())).isEqualTo(x.add(y).mod(modulus));
      assertThat(new BigInteger(1, a.minus(b).bytes())).isEqualTo(x.subtract(y).mod(modulus));
      assertThat(Hash.parse(a.toString())).isEqualTo(a);
    }
  }

  /// Words of all ones and all zeros are frequent, so that carries run through.
  private static Hash hash(Random random) {
    long[] words =
        random
            .longs(4)
            .map(word -> random.nextInt(3) - 1 == 0 ? word : random.nextInt(3) - 1)
            .toArray();
    return new Hash(words[0], words[1], words[2], words[3]);
  }

  private static List<Change> changes(Random random, int count) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      changes.add(put(random));
      if (random.nextInt(10) == 0) {
        changes.add(change(random));
      }
    }
    return changes;
  }

  private static Change change(Random random) {
    Change put = put(random);
    return random.nextInt(3) == 0 ? Change.delete(put.key()) : put;
  }

  private static Change put(Random random) {
    String kind = List.of("services", "routes", "plugins").get(random.nextInt(3));
    UUID id = new UUID(0, random.nextInt(5000));
    return Change.put(
        Entity.of(
            new EntityKey(kind, id),
            random.nextBoolean() ? "default" : "other",
            Map.of("id", id.toString(), "value", random.nextInt(4))));
  }
}
