package io.troop.plugin.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoreEntitiesTest {

  private static final Path GOLDEN = Path.of("src/test/resources/io/troop/plugin/entity");
  private static final Autos AUTOS =
      new Autos(InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_250L)), new Random(1));

  static List<EntitySpec> specs() {
    return CoreEntities.all();
  }

  /// Refresh with `-Dgolden.update=true`; the difference is the review.
  @ParameterizedTest
  @MethodSource("specs")
  void describesItselfAsTheGoldenFileSays(EntitySpec spec) throws IOException {
    Path golden = GOLDEN.resolve(spec.name() + ".schema.golden.json");
    String described = GoldenText.of(spec.schema().describe());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, described);
    }

    assertThat(described).isEqualTo(Files.readString(golden));
  }

  @Test
  void foreignKeysNameEntitiesThatExist() {
    List<String> names = specs().stream().map(EntitySpec::name).toList();

    for (EntitySpec spec : specs()) {
      assertThat(names).containsAll(spec.schema().foreigners().values());
    }
  }

  @Test
  void entitiesComeBehindThoseTheyReferTo() {
    List<String> names = specs().stream().map(EntitySpec::name).toList();

    for (EntitySpec spec : specs()) {
      for (EntitySpec.Reference reference : spec.references()) {
        assertThat(names.indexOf(reference.target())).isLessThan(names.indexOf(spec.name()));
      }
    }
  }

  @Test
  void aRouteKeepsItsServiceAlive() {
    assertThat(spec("routes").references())
        .containsExactly(
            new EntitySpec.Reference("service", "services", EntitySpec.OnDelete.RESTRICT));
  }

  @Test
  void aTargetGoesWithItsUpstreamAndIsServedOnlyBelowIt() {
    EntitySpec targets = spec("targets");

    assertThat(targets.references())
        .containsExactly(
            new EntitySpec.Reference("upstream", "upstreams", EntitySpec.OnDelete.CASCADE));
    assertThat(targets.endpoints()).isFalse();
    assertThat(targets.nested())
        .containsExactly(new EntitySpec.Nested("upstreams", "targets", "upstream"));
  }

  @Test
  void uniqueKeysComeFromTheFieldsAndTheSpec() {
    assertThat(spec("consumers").uniqueKeys())
        .containsExactly(List.of("username"), List.of("custom_id"));
    assertThat(spec("keys").uniqueKeys()).containsExactly(List.of("name"), List.of("kid", "set"));
    assertThat(spec("snis").globalKeys()).containsExactly("name");
  }

  @Test
  void createdEntitiesGetIdAndTimes() {
    Map<String, @Nullable Object> consumer =
        spec("consumers").schema().create(Map.of("username", "bob"), AUTOS);

    assertThat(consumer.get("id"))
        .asString()
        .matches("[0-9a-f-]{14}4[0-9a-f]{3}-[89ab][0-9a-f-]{16}");
    assertThat(consumer).containsEntry("created_at", 1_700_000_000L);
    assertThat(consumer).containsEntry("updated_at", 1_700_000_000L);
  }

  @Test
  void timesOfTargetsHaveMilliseconds() {
    Map<String, @Nullable Object> target =
        spec("targets").schema().create(Map.of("target", "a.com", "upstream", ref(1)), AUTOS);

    assertThat(target).containsEntry("created_at", 1_700_000_000.25);
  }

  @Test
  void aTargetIsStoredInItsFullForm() {
    Schema targets = spec("targets").schema();

    assertThat(targets.create(Map.of("target", "::1", "upstream", ref(1)), AUTOS))
        .containsEntry("target", "[0000:0000:0000:0000:0000:0000:0000:0001]:8000");
    assertThat(targets.create(Map.of("target", "001.2.3.4:80", "upstream", ref(1)), AUTOS))
        .containsEntry("target", "1.2.3.4:80");
  }

  @Test
  void patchMergesRecordsAndReplacesLists() {
    Schema upstreams = spec("upstreams").schema();
    Map<String, @Nullable Object> stored = upstreams.create(Map.of("name", "u"), AUTOS);

    Map<String, @Nullable Object> patched =
        upstreams.update(
            json("{\"healthchecks\":{\"active\":{\"healthy\":{\"http_statuses\":[201]}}}}"),
            stored,
            AUTOS);

    Map<?, ?> active = (Map<?, ?>) ((Map<?, ?>) patched.get("healthchecks")).get("active");
    Map<String, Object> healthy = new LinkedHashMap<>();
    healthy.put("interval", 0L);
    healthy.put("http_statuses", List.of(201L));
    healthy.put("successes", 0L);
    assertThat(active.get("healthy")).isEqualTo(healthy);
    assertThat(active.get("concurrency")).isEqualTo(10L);
  }

  @Test
  void patchOfAlgorithmOrHashSetsTheOther() {
    Schema upstreams = spec("upstreams").schema();
    Map<String, @Nullable Object> stored =
        upstreams.create(Map.of("name", "u", "hash_on", "ip"), AUTOS);
    assertThat(stored).containsEntry("algorithm", "consistent-hashing");

    stored = upstreams.update(Map.of("algorithm", "least-connections"), stored, AUTOS);
    assertThat(stored).containsEntry("hash_on", "none");

    stored = upstreams.update(Map.of("slots", 20), stored, AUTOS);
    assertThat(stored).containsEntry("algorithm", "least-connections").containsEntry("slots", 20L);
  }

  @Test
  void patchKeepsTheIdAndRenewsTheTime() {
    Schema services = spec("services").schema();
    Map<String, @Nullable Object> stored = services.create(Map.of("host", "a.com"), AUTOS);
    Autos later =
        new Autos(InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000)), new Random(2));

    Map<String, @Nullable Object> patched =
        services.update(
            Map.of("id", "00000000-0000-4000-8000-000000000009", "retries", 1), stored, later);

    assertThat(patched)
        .containsEntry("id", stored.get("id"))
        .containsEntry("created_at", 1_700_000_000L)
        .containsEntry("updated_at", 1_800_000_000L)
        .containsEntry("retries", 1L);
  }

  @Test
  void patchWithUrlReplacesItsParts() {
    Schema services = spec("services").schema();
    Map<String, @Nullable Object> stored =
        services.create(Map.of("url", "http://a.com:8080/p"), AUTOS);

    Map<String, @Nullable Object> patched =
        services.update(Map.of("url", "https://b.com"), stored, AUTOS);

    assertThat(patched)
        .containsEntry("protocol", "https")
        .containsEntry("host", "b.com")
        .containsEntry("port", 443L)
        .containsEntry("path", null)
        .doesNotContainKey("url");
  }

  @Test
  void patchThatTakesAConsumersNamesAwaySaysSo() {
    Schema consumers = spec("consumers").schema();
    Map<String, @Nullable Object> stored = consumers.create(Map.of("username", "bob"), AUTOS);

    assertThatThrownBy(() -> consumers.update(json("{\"username\":null}"), stored, AUTOS))
        .isInstanceOf(SchemaViolations.class)
        .hasMessage(
            "schema violation (when updating, at least one of these fields must be non-empty:"
                + " 'custom_id', 'username')");
  }

  @Test
  void expressionsAreFieldsOnlyInTheirFlavour() {
    Map<String, Object> input = Map.of("expression", "http.path == \"/x\"", "priority", 3);
    Schema expressions = spec(CoreEntities.all(RouterFlavor.EXPRESSIONS), "routes").schema();

    assertThat(expressions.create(input, AUTOS)).containsEntry("priority", 3L);
    assertThatThrownBy(() -> spec("routes").schema().create(input, AUTOS))
        .hasMessageContaining("expression: unknown field; priority: unknown field");
    assertThatThrownBy(() ->
            expressions.create(
                Map.of("expression", "http.path == \"/x\"", "paths", List.of("/x")), AUTOS))
        .hasMessageContaining("cannot set 'expression' with 'methods'");
    assertThatThrownBy(
            () -> expressions.create(Map.of("expression", "(http.method == \"GET\") &&"), AUTOS))
        .hasMessage(
            "schema violation (Router Expression failed validation:  --> 1:26\n  |\n1 |"
                + " (http.method == \"GET\") &&\n  |                          ^---\n  |\n"
                + "  = expected term)");
    assertThatThrownBy(() ->
            expressions.create(
                Map.of("expression", "http.path == \"/\"", "protocols", List.of("tcp")), AUTOS))
        .hasMessageContaining("Router Expression failed validation: Unknown LHS field");
  }

  @Test
  void aPathThatTheRouterCanNotMatchIsRefused() {
    assertThatThrownBy(
            () -> spec("routes").schema().create(Map.of("paths", List.of("~/a(?=b)")), AUTOS))
        .hasMessageContaining("Router Expression failed validation:  --> 1:14\n")
        .hasMessageContaining("regex parse error");
  }

  @Test
  void anUnknownPluginIsNamed() {
    assertThatThrownBy(() -> spec("plugins").schema().create(Map.of("name", "nope"), AUTOS))
        .hasMessage(
            "schema violation (name: plugin 'nope' not enabled; add it to the 'plugins'"
                + " configuration property)");
  }

  private static EntitySpec spec(String name) {
    return spec(specs(), name);
  }

  private static EntitySpec spec(List<EntitySpec> specs, String name) {
    return specs.stream().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }

  private static Map<String, String> ref(int number) {
    return Map.of("id", "00000000-0000-4000-8000-00000000000" + number);
  }

  @SuppressWarnings("unchecked") // members of JSON objects are named by texts
  private static Map<String, @Nullable Object> json(String text) {
    return (Map<String, @Nullable Object>) Json.parse(text);
  }
}
