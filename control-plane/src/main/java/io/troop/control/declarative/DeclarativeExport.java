package io.troop.control.declarative;

import io.troop.control.document.YamlText;
import io.troop.control.edit.Expiry;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Stored;
import io.troop.state.Entity;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Writes a workspace as a declaration that [DeclarativeImport] makes the same entities of. The
/// same entities, the same text. It holds secrets as they are. *Thread-safe.*
@Component
public class DeclarativeExport {

  private final Kinds kinds;
  private final Expiry expiry;

  DeclarativeExport(Kinds kinds, Expiry expiry) {
    this.kinds = kinds;
    this.expiry = expiry;
  }

  /// The entities of a workspace as YAML.
  public String yaml(Image image, String workspace) {
    Map<String, @Nullable Object> head = new LinkedHashMap<>();
    head.put("_format_version", "3.0");
    head.put("_transform", false);
    StringBuilder out = new StringBuilder(YamlText.of(head));
    for (Kind kind : Declaration.kinds(kinds)) {
      List<Map<String, @Nullable Object>> entries = entries(image, workspace, kind);
      if (!entries.isEmpty()) {
        out.append(YamlText.list(kind.name(), entries));
      }
    }
    return out.toString();
  }

  private List<Map<String, @Nullable Object>> entries(Image image, String workspace, Kind kind) {
    List<Entity> entities = new ArrayList<>();
    for (Entity entity : image.ofKind(kind.name())) {
      if (entity.workspace().equals(workspace)) {
        entities.add(entity);
      }
    }
    entities.sort(Comparator.comparing(entity -> entity.key().id().toString()));
    return entities.stream()
        .map(Stored::of)
        .filter(stored -> expiry.isAlive(kind, stored.document()))
        .map(stored -> entry(kind, stored))
        .toList();
  }

  private Map<String, @Nullable Object> entry(Kind kind, Stored stored) {
    Map<String, @Nullable Object> entry =
        new LinkedHashMap<>(expiry.shown(kind, stored.document()));
    for (var reference : kind.spec().references()) {
      if (entry.get(reference.field()) instanceof Map<?, ?> named) {
        entry.put(reference.field(), named.get("id"));
      }
    }
    return entry;
  }
}
