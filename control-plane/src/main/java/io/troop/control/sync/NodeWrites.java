package io.troop.control.sync;

import io.grpc.Status;
import io.troop.control.document.Json;
import io.troop.control.edit.EditException;
import io.troop.control.edit.EntityEditor;
import io.troop.control.edit.Expiry;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.fleet.Member;
import io.troop.control.store.Commits;
import io.troop.control.store.Draft;
import io.troop.control.store.Provenance;
import io.troop.control.store.Violation;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.proto.sync.v1.EntityChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Commits what plugins on nodes make while they serve, such as tokens, as change sets like any
/// other: checked, stored, signed and sent to all nodes. *Thread-safe; blocks.*
@Component
public final class NodeWrites {

  private final Commits commits;
  private final EntityEditor editor;
  private final Kinds kinds;
  private final Expiry expiry;

  NodeWrites(Commits commits, EntityEditor editor, Kinds kinds, Expiry expiry) {
    this.commits = commits;
    this.editor = editor;
    this.kinds = kinds;
    this.expiry = expiry;
  }

  /// Commits all of the changes or none.
  ///
  /// @return the number of the revision that has them
  /// @throws io.grpc.StatusRuntimeException when they are refused
  long commit(Member member, List<EntityChange> changes) {
    Provenance provenance =
        new Provenance("node at " + member.address(), "entities made by plugins");
    try {
      return commits
          .commit(
              member.controlPlane(),
              provenance,
              draft -> {
                changes.forEach(change -> draft(draft, change));
                return true;
              })
          .sealed()
          .revision();
    } catch (SchemaViolations | Violation.Found | EditException | Json.Malformed problem) {
      throw Status.INVALID_ARGUMENT
          .withDescription(String.valueOf(problem.getMessage()))
          .withCause(problem)
          .asRuntimeException();
    }
  }

  private void draft(Draft draft, EntityChange change) {
    Kind kind =
        kinds
            .find(change.getKind())
            .filter(found -> found.spec().fromNodes())
            .orElseThrow(() ->
                Status.PERMISSION_DENIED
                    .withDescription(change.getKind() + ": nodes may not write these entities")
                    .asRuntimeException());
    UUID id = NodeStream.uuid(change.getId());
    if (change.hasJson()) {
      editor.replace(draft, change.getWorkspace(), kind, id, fields(change));
    } else if (draft
        .get(kind.key(id))
        .filter(it -> expiry.isAlive(kind, it.document()))
        .isEmpty()) {
      throw Status.FAILED_PRECONDITION
          .withDescription(kind.key(id) + " is not there any more")
          .asRuntimeException();
    } else {
      editor.delete(draft, kind, id);
    }
  }

  private static Map<String, @Nullable Object> fields(EntityChange change) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (!(Json.parse(change.getJson().toByteArray()) instanceof Map<?, ?> given)) {
      throw new Json.Malformed("the entity is no JSON object");
    }
    given.forEach((name, value) -> fields.put(String.valueOf(name), value));
    return fields;
  }
}
