package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Type;
import io.troop.state.Entity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Says field by field what changed in an entity, without telling secrets. *Thread-safe.*
@Service
public class Differences {

  /// What a secret is shown as.
  public static final String HIDDEN = "<hidden>";

  private final EntitySpecs specs;

  Differences(EntitySpecs specs) {
    this.specs = specs;
  }

  /// A field that differs.
  ///
  /// @param path the field, members of records joined by dots
  /// @param before its value before; null for none
  /// @param after its value after; null for none
  public record Difference(String path, @Nullable Object before, @Nullable Object after) {}

  /// The fields in which an entity differs.
  public List<Difference> of(Draft.Step step) {
    Map<String, @Nullable Object> before = document(step.before());
    Map<String, @Nullable Object> after = document(step.after());
    Schema schema =
        specs
            .find(step.key().kind())
            .map(spec -> spec.schema().forKind(step.after() == null ? before : after))
            .orElse(null);
    List<Difference> differences = new ArrayList<>();
    compare(step.key().kind(), "", schema, before, after, differences);
    return differences;
  }

  private static Map<String, @Nullable Object> document(@Nullable Entity entity) {
    return entity == null ? Map.of() : Json.object(entity.json());
  }

  private static void compare(
      String kind,
      String prefix,
      @Nullable Schema schema,
      Map<?, ?> before,
      Map<?, ?> after,
      List<Difference> differences) {
    Set<Object> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (Object name : names) {
      Object was = before.get(name);
      Object is = after.get(name);
      if (Objects.equals(was, is)) {
        continue;
      }
      String path = prefix + name;
      Field field = schema == null ? null : schema.field(String.valueOf(name));
      Schema inner = field != null && field.type() instanceof Type.RecordOf(Schema s) ? s : null;
      if (inner != null && (was instanceof Map || is instanceof Map)) {
        compare("", path + ".", inner, members(was), members(is), differences);
      } else {
        boolean secret = field == null || Secrets.isSecret(kind, field);
        differences.add(new Difference(path, shown(secret, was), shown(secret, is)));
      }
    }
  }

  private static Map<?, ?> members(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /// A field nobody describes may be a secret, too.
  private static @Nullable Object shown(boolean secret, @Nullable Object value) {
    return secret && value != null ? HIDDEN : value;
  }
}
