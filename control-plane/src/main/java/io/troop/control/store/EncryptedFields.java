package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.control.keys.KeyRing;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Type;
import io.troop.state.Entity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Encrypts the fields that hold [Secrets], each for its place: a text moved to another field, kind
/// or control plane does not decrypt. *Thread-safe.*
@Component
class EncryptedFields implements SecretFields {

  static final String MARK = "$troop:encrypted:";

  private final EntitySpecs specs;
  private final KeyRing key;
  private final Map<String, Boolean> mayHoldSecrets = new ConcurrentHashMap<>();

  EncryptedFields(EntitySpecs specs, KeyRing key) {
    this.specs = specs;
    this.key = key;
  }

  @Override
  public Map<String, @Nullable Object> hide(
      UUID controlPlane, String kind, Map<String, @Nullable Object> document) {
    return changed(
        controlPlane,
        kind,
        document,
        (context, text) ->
            MARK
                + Base64.getEncoder()
                    .encodeToString(key.encrypt(text.getBytes(StandardCharsets.UTF_8), context)));
  }

  @Override
  public String hidden(UUID controlPlane, Entity entity) {
    String kind = entity.key().kind();
    return mayHoldSecrets.computeIfAbsent(kind, this::mayHoldSecrets)
        ? Json.text(hide(controlPlane, kind, Json.object(entity.json())))
        : new String(entity.json(), StandardCharsets.UTF_8);
  }

  private boolean mayHoldSecrets(String kind) {
    return specs
        .find(kind)
        .filter(spec -> spec.schema().subschemas() != null || holdsSecrets(kind, spec.schema()))
        .isPresent();
  }

  private static boolean holdsSecrets(String kind, Schema schema) {
    return schema.fields().stream()
        .anyMatch(field ->
            Secrets.isSecret(kind, field)
                || (field.type() instanceof Type.RecordOf(Schema inner)
                    && holdsSecrets("", inner)));
  }

  @Override
  public Map<String, @Nullable Object> reveal(
      UUID controlPlane, String kind, Map<String, @Nullable Object> document) {
    return changed(
        controlPlane,
        kind,
        document,
        (context, text) ->
            text.startsWith(MARK)
                ? new String(
                    key.decrypt(Base64.getDecoder().decode(text.substring(MARK.length())), context),
                    StandardCharsets.UTF_8)
                : text);
  }

  private Map<String, @Nullable Object> changed(
      UUID controlPlane,
      String kind,
      Map<String, @Nullable Object> document,
      BiFunction<String, String, String> change) {
    return specs
        .find(kind)
        .map(spec ->
            record(
                kind, spec.schema().forKind(document), document, controlPlane + "/" + kind, change))
        .orElse(document);
  }

  private static Map<String, @Nullable Object> record(
      String kind,
      Schema schema,
      Map<String, @Nullable Object> document,
      String place,
      BiFunction<String, String, String> change) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(document);
    for (Field field : schema.fields()) {
      Object value = document.get(field.name());
      if (value != null) {
        copy.put(field.name(), value(kind, field, value, place + "/" + field.name(), change));
      }
    }
    return copy;
  }

  private static Object value(
      String kind,
      Field field,
      Object value,
      String place,
      BiFunction<String, String, String> change) {
    if (Secrets.isSecret(kind, field)) {
      return texts(value, place, change);
    }
    if (field.type() instanceof Type.RecordOf(Schema inner) && value instanceof Map<?, ?> map) {
      return record("", inner, members(map), place, change);
    }
    return value;
  }

  /// All texts in a value, however deep.
  private static Object texts(
      Object value, String place, BiFunction<String, String, String> change) {
    return switch (value) {
      case String text -> change.apply(place, text);
      case List<?> list ->
          list.stream().map(each -> each == null ? "" : texts(each, place, change)).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = members(map);
        copy.replaceAll((_, each) -> each == null ? null : texts(each, place, change));
        yield copy;
      }
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> members(Map<?, ?> map) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    map.forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }
}
