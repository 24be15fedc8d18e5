package io.troop.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.state.Entity;
import io.troop.state.EntityKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangeSummaryTest {

  private static final UUID ID = UUID.fromString("5f1c0000-0000-4000-8000-000000000000");

  private static Entity entity(String kind, Map<String, ?> document) {
    return Entity.of(new EntityKey(kind, ID), "default", document);
  }

  private static Draft.Step create(String kind, Map<String, ?> document) {
    Entity made = entity(kind, document);
    return new Draft.Step(made.key(), null, made);
  }

  private static Draft.Step delete(String kind, Map<String, ?> document) {
    Entity gone = entity(kind, document);
    return new Draft.Step(gone.key(), gone, null);
  }

  @Test
  void namesTheOneEntityThatChanged() {
    Entity before = entity("consumer_groups", Map.of("name", "gold"));
    Entity after = entity("consumer_groups", Map.of("name", "gold", "tags", List.of("a")));

    assertThat(ChangeSummary.of(List.of(create("routes", Map.of("name", "orders")))))
        .isEqualTo("create route orders");
    assertThat(ChangeSummary.of(List.of(new Draft.Step(before.key(), before, after))))
        .isEqualTo("update consumer group gold");
    assertThat(ChangeSummary.of(List.of(delete("consumers", Map.of("username", "ann")))))
        .isEqualTo("delete consumer ann");
  }

  @Test
  void tellsNoKeyOfACredential() {
    assertThat(ChangeSummary.of(List.of(create("keyauth_credentials", Map.of("key", "s3cret")))))
        .isEqualTo("create keyauth credential 5f1c0000");
    Map<String, Object> login =
        Map.of("username", "ann", "consumer", Map.of("id", ID.toString()), "password", "s3cret");
    assertThat(ChangeSummary.of(List.of(create("basicauth_credentials", login))))
        .isEqualTo("create basicauth credential 5f1c0000");
  }

  @Test
  void tellsNoPrivateKeyOfACertificate() {
    Map<String, String> certificate = Map.of("cert", "-----BEGIN CERT", "key", "-----BEGIN KEY");

    assertThat(EntityNames.of(entity("certificates", certificate))).isNull();
    assertThat(ChangeSummary.of(List.of(create("certificates", certificate))))
        .isEqualTo("create certificate 5f1c0000");
  }

  @Test
  void countsWhatIsAlikeAndStopsAfterThreeKinds() {
    List<Draft.Step> steps =
        Stream.concat(
                IntStream.range(0, 20).mapToObj(i -> create("services", Map.of("name", "s" + i))),
                Stream.of(
                    delete("routes", Map.of("name", "old")),
                    create("targets", Map.of("target", "10.0.0.1:80")),
                    create("plugins", Map.of("name", "cors")),
                    delete("plugins", Map.of("name", "acl"))))
            .toList();

    assertThat(ChangeSummary.of(steps))
        .isEqualTo("create 20 services, delete route old, create target 10.0.0.1:80 and 2 more");
  }
}
