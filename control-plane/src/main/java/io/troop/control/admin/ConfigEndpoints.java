package io.troop.control.admin;

import io.troop.control.declarative.DeclarativeExport;
import io.troop.control.declarative.DeclarativeImport;
import io.troop.control.declarative.DeclarativeImport.Declared;
import io.troop.control.declarative.InvalidDeclaration;
import io.troop.control.document.Json;
import io.troop.control.store.Commits;
import io.troop.control.store.Heads;
import io.troop.control.store.Provenance;
import io.troop.plugin.schema.LuaText;
import io.troop.state.Hash;
import io.troop.state.Image;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/config`: a workspace as a declaration, read and written as a whole. Kong offers this without a
/// database only; here an import is one commit like any other.
@Component
@Order(20)
class ConfigEndpoints implements EndpointSource {

  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final Set<String> TRUE = Set.of("true", "1", "on", "yes");

  /// What was imported last and whether it still stands.
  private record Imported(Hash content, long revision) {}

  private record Place(UUID controlPlane, String workspace) {}

  private final DeclarativeImport imports;
  private final DeclarativeExport exports;
  private final EntityReader reader;
  private final Heads heads;
  private final RevisionView view;
  private final PlanWarnings warnings;
  private final Map<UUID, ReentrantLock> busy = new ConcurrentHashMap<>();
  private final Map<Place, Imported> last = new ConcurrentHashMap<>();

  ConfigEndpoints(
      DeclarativeImport imports,
      DeclarativeExport exports,
      EntityReader reader,
      Heads heads,
      RevisionView view,
      PlanWarnings warnings) {
    this.warnings = warnings;
    this.imports = imports;
    this.exports = exports;
    this.reader = reader;
    this.heads = heads;
    this.view = view;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("GET", "/config", this::get).add("POST", "/config", this::post);
  }

  private Answer get(Call call) {
    Image image = reader.image(call).orElseGet(() -> heads.head(call.controlPlane()).image());
    String yaml = exports.yaml(image, call.workspace());
    return call.argument("format").filter("yaml"::equals).isPresent()
        ? Answer.ok(new Answer.Text("application/yaml; charset=utf-8", yaml))
        : Answer.ok(Map.of("config", yaml));
  }

  /// What a request says: a declaration, as a text or as a document, and how to take it.
  private record Sent(
      @Nullable String text,
      Map<String, @Nullable Object> document,
      Map<String, @Nullable Object> options) {

    boolean option(String name) {
      Object value = options.get(name);
      return value instanceof Boolean truth
          ? truth
          : value != null && TRUE.contains(String.valueOf(value).toLowerCase(Locale.ROOT));
    }

    boolean isForTerminal() {
      return "text".equals(options.get("format"));
    }

    String message() {
      return options.get("message") instanceof String text && !text.isEmpty()
          ? text
          : "import a declarative configuration";
    }
  }

  private Answer post(Call call) {
    ReentrantLock lock = busy.computeIfAbsent(call.controlPlane(), _ -> new ReentrantLock());
    if (!lock.tryLock()) {
      return Answer.message(429, "Currently loading previous configuration")
          .with("Retry-After", "5");
    }
    try {
      return load(call);
    } finally {
      lock.unlock();
    }
  }

  private Answer load(Call call) {
    Sent sent = sent(call);
    boolean dry = sent.option("dry_run");
    boolean hash = sent.option("check_hash");
    Hash content =
        Hash.sha256(
            sent.text() == null
                ? Json.bytes(sent.document())
                : sent.text().getBytes(StandardCharsets.UTF_8));
    Place place = new Place(call.controlPlane(), call.workspace());
    if (hash && new Imported(content, revision(call)).equals(last.get(place))) {
      return Answer.of(304, null);
    }
    List<Declared> entities;
    try {
      entities =
          imports.check(
              call.controlPlane(),
              call.workspace(),
              sent.text() == null ? sent.document() : DeclarativeImport.document(sent.text()));
    } catch (InvalidDeclaration invalid) {
      return sent.isForTerminal()
          ? Answer.of(400, new Answer.Text(PLAIN, told(invalid)))
          : refused(invalid, sent.option("flatten_errors"));
    }
    Commits.Committed<Integer> committed =
        imports.commit(
            call.controlPlane(),
            call.workspace(),
            entities,
            new Provenance(call.author(), sent.message()),
            dry);
    if (sent.isForTerminal()) {
      return Answer.of(dry ? 200 : 201, new Answer.Text(PLAIN, told(committed, dry)));
    }
    if (dry) {
      Map<String, Object> plan = view.show(committed.sealed());
      plan.put("dry_run", true);
      plan.put("diff", view.show(committed.steps()));
      plan.put("warnings", warnings.of(call.controlPlane(), committed.steps()));
      return Answer.ok(plan);
    }
    last.put(place, new Imported(content, committed.sealed().revision()));
    return hash && committed.steps().isEmpty() ? Answer.of(304, null) : created(entities);
  }

  private String told(Commits.Committed<Integer> committed, boolean dry) {
    int changes = committed.steps().size();
    long revision = committed.sealed().revision();
    String word = changes == 1 ? "change" : "changes";
    String summary =
        changes == 0
            ? "nothing differs from revision " + revision
            : dry
                ? "%d %s to revision %d, none made".formatted(changes, word, revision)
                : "%d %s made: revision %d".formatted(changes, word, revision);
    return view.text(committed.steps()) + summary + "\n";
  }

  private long revision(Call call) {
    return heads.head(call.controlPlane()).sealed().revision();
  }

  private static Answer created(List<Declared> entities) {
    Map<String, Map<String, Object>> byKind = new LinkedHashMap<>();
    for (Declared declared : entities) {
      byKind
          .computeIfAbsent(declared.entity().key().kind(), _ -> new LinkedHashMap<>())
          .put(declared.entity().id().toString(), declared.entity().document());
    }
    return Answer.created(byKind);
  }

  private static Answer refused(InvalidDeclaration invalid, boolean flat) {
    Map<String, Object> fields = invalid.fields(flat);
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("code", 14L);
    body.put("name", "invalid declarative configuration");
    body.put("message", "declarative config is invalid: " + LuaText.compact(fields));
    body.put("fields", fields);
    if (flat) {
      body.put("flattened_errors", invalid.flattened());
    }
    return Answer.of(400, body);
  }

  /// What is wrong, one line each.
  private static String told(InvalidDeclaration invalid) {
    StringBuilder out = new StringBuilder();
    invalid.fields(true).forEach((field, error) -> line(out, field, error));
    for (Map<String, @Nullable Object> entry : invalid.flattened()) {
      Object name = entry.getOrDefault("entity_name", entry.get("entity_id"));
      String entity = entry.get("entity_type") + (name == null ? "" : " " + name);
      if (entry.get("errors") instanceof List<?> errors) {
        for (Object each : errors) {
          if (each instanceof Map<?, ?> error) {
            Object field = error.get("field");
            line(out, entity + (field == null ? "" : ": " + field), error.get("message"));
          }
        }
      }
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String place, @Nullable Object error) {
    out.append(place).append(": ").append(error).append('\n');
  }

  private static Sent sent(Call call) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    call.request().query().forEach((name, values) -> options.put(name, values.getFirst()));
    String type = call.request().contentType();
    byte[] content = call.request().content();
    if (type.startsWith("application/x-www-form-urlencoded")) {
      Body.pairs(text(content)).forEach(pair -> options.put(pair.getKey(), pair.getValue()));
    } else if (type.startsWith("multipart/form-data")) {
      Multipart.pairs(type, content).forEach(pair -> options.put(pair.getKey(), pair.getValue()));
    } else if (type.startsWith("application/json") && content.length > 0) {
      return sent(json(content), options, content);
    } else if (content.length > 0) {
      return new Sent(text(content), Map.of(), options);
    }
    return sent(options, options, content);
  }

  private static Sent sent(
      Map<String, @Nullable Object> members,
      Map<String, @Nullable Object> options,
      byte[] content) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(members);
    Map<String, @Nullable Object> all = new LinkedHashMap<>(options);
    for (String name : List.of("check_hash", "flatten_errors", "dry_run", "message", "format")) {
      Object value = rest.remove(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    if (members.containsKey("_format_version")) {
      return new Sent(null, rest, all);
    }
    if (members.get("config") instanceof String config) {
      return new Sent(config, Map.of(), all);
    }
    if (content.length == 0) {
      throw new AdminErrors.Refused(Answer.message(400, "expected a declarative configuration"));
    }
    return new Sent(text(content), Map.of(), all);
  }

  private static Map<String, @Nullable Object> json(byte[] content) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (Json.received(content) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> members.put(String.valueOf(name), value));
    }
    return members;
  }

  private static String text(byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException _) {
      throw new AdminErrors.Refused(
          Answer.message(400, "the declarative configuration is not valid UTF-8"));
    }
  }
}
