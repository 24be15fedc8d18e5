package io.troop.control.kong;

import io.troop.control.document.Json;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.fleet.NodeView.Quarantined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a node in `konnect_mode` says when it could not use a configuration. *Immutable.*
///
/// @param hash of the configuration that it could not use
/// @param reason for people
/// @param entities what is wrong with which; the node goes on with all it had
record ErrorReport(String hash, String reason, List<Quarantined> entities) {

  /// The report in a frame.
  ///
  /// @throws IllegalArgumentException for a frame that is none
  static ErrorReport of(byte[] frame, Kinds kinds) {
    if (read(frame) instanceof Map<?, ?> message
        && "error".equals(message.get("type"))
        && message.get("error") instanceof Map<?, ?> error) {
      return new ErrorReport(
          text(error, "config_hash"),
          text(error, "name") + ": " + text(error, "message"),
          entities(error.get("flattened_errors"), kinds));
    }
    throw new IllegalArgumentException("a binary frame is no error report");
  }

  private static @Nullable Object read(byte[] frame) {
    try {
      return Json.parse(frame);
    } catch (Json.Malformed problem) {
      throw new IllegalArgumentException(
          "a binary frame is no JSON: " + problem.getMessage(), problem);
    }
  }

  private static String text(Map<?, ?> map, String name) {
    Object value = map.get(name);
    return value == null ? "" : String.valueOf(value);
  }

  private static List<Quarantined> entities(@Nullable Object flattened, Kinds kinds) {
    List<Quarantined> entities = new ArrayList<>();
    if (flattened instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> entity) {
          entity(entity, kinds).ifPresent(entities::add);
        }
      }
    }
    return entities;
  }

  private static Optional<Quarantined> entity(Map<?, ?> entity, Kinds kinds) {
    String type = text(entity, "entity_type");
    Optional<Kind> kind = kinds.find(type).or(() -> kinds.find(type + "s"));
    UUID id;
    try {
      id = UUID.fromString(text(entity, "entity_id"));
    } catch (IllegalArgumentException _) {
      // An error that is of no entity is in the message of the whole.
      return Optional.empty();
    }
    return kind.map(known -> new Quarantined(known.key(id), reasons(entity.get("errors")), true));
  }

  private static String reasons(@Nullable Object errors) {
    List<String> reasons = new ArrayList<>();
    if (errors instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> error) {
          String field = text(error, "field");
          String message =
              error.get("messages") instanceof List<?> messages
                  ? String.join("; ", messages.stream().map(String::valueOf).toList())
                  : text(error, "message");
          reasons.add(field.isEmpty() ? message : field + ": " + message);
        }
      }
    }
    return reasons.isEmpty() ? "refused by the node" : String.join(", ", reasons);
  }
}
