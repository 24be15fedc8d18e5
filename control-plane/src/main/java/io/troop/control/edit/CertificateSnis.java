package io.troop.control.edit;

import io.troop.control.store.Draft;
import io.troop.control.store.Stored;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.state.EntityKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A certificate may be written with `snis`, a list of names: they become SNIs of this certificate,
/// and those it had beside them go. With the certificate they all go.
@Component
class CertificateSnis implements Quirk {

  private static final String SNIS = "snis";

  private final Kinds kinds;
  private final Autos autos;

  CertificateSnis(Kinds kinds, Autos autos) {
    this.kinds = kinds;
    this.autos = autos;
  }

  @Override
  public Rest before(
      Draft draft, String workspace, @Nullable UUID known, Map<String, @Nullable Object> fields) {
    if (!fields.containsKey(SNIS)) {
      return Rest.NONE;
    }
    List<String> names = names(fields.remove(SNIS));
    names.forEach(name -> checkFree(draft, workspace, known, name));
    return (changing, id) -> set(changing, workspace, id, names);
  }

  @Override
  public void beforeDelete(Draft draft, Stored certificate) {
    draft.referring(certificate.key(), SNIS, "certificate").forEach(sni -> draft.delete(sni.key()));
  }

  private static List<String> names(@Nullable Object value) {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    if (value != null && !(value instanceof List<?>)) {
      throw SchemaViolations.of(SNIS, "expected a set");
    }
    List<?> given = value instanceof List<?> list ? list : List.of();
    for (Object name : given) {
      String text = String.valueOf(name);
      if (!seen.add(text)) {
        throw SchemaViolations.of(SNIS, text + " is duplicated");
      }
      names.add(text);
    }
    names.sort(null);
    return names;
  }

  private void checkFree(Draft draft, String workspace, @Nullable UUID known, String name) {
    Kind sni = kinds.of(SNIS);
    try {
      sni.schema().check(sniFields(name, new UUID(0, 0)));
    } catch (SchemaViolations violations) {
      Object message = violations.fields().get("name");
      if (message != null) {
        throw new EditException(
            new EditException.Reason.InvalidUnique("name", String.valueOf(message)));
      }
    }
    Optional<Stored> other = draft.find(workspace, sni.spec(), "name", name);
    UUID owner = other.map(stored -> certificate(stored)).orElse(null);
    if (owner != null && !owner.equals(known)) {
      throw SchemaViolations.of(
          SNIS, name + " already associated with existing certificate '" + owner + "'");
    }
  }

  private void set(Draft draft, String workspace, UUID certificate, List<String> names) {
    Kind sni = kinds.of(SNIS);
    Set<String> missing = new HashSet<>(names);
    EntityKey key = new EntityKey("certificates", certificate);
    for (Stored stored : draft.referring(key, SNIS, "certificate")) {
      if (!missing.remove(String.valueOf(stored.document().get("name")))) {
        draft.delete(stored.key());
      }
    }
    names.stream()
        .filter(missing::contains)
        .forEach(name ->
            draft.insert(
                sni.spec(), workspace, sni.schema().create(sniFields(name, certificate), autos)));
  }

  private static Map<String, @Nullable Object> sniFields(String name, UUID certificate) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("certificate", Map.of("id", certificate.toString()));
    return fields;
  }

  private static @Nullable UUID certificate(Stored sni) {
    return sni.document().get("certificate") instanceof Map<?, ?> map
            && map.get("id") instanceof String id
        ? UUID.fromString(id)
        : null;
  }
}
