package io.troop.control.admin;

import io.troop.control.document.Json;
import io.troop.control.store.Differences;
import io.troop.control.store.Draft;
import io.troop.control.store.EntityNames;
import io.troop.control.store.Revision;
import io.troop.state.Sealed;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Revisions and changes as they are answered. Secrets in changes are hidden.
@Component
class RevisionView {

  private static final List<Differences.Difference> NO_DIFFERENCES = List.of();

  private final Differences differences;

  RevisionView(Differences differences) {
    this.differences = differences;
  }

  Map<String, Object> show(Revision revision) {
    Map<String, Object> shown = show(revision.sealed());
    shown.put("parent", revision.number() - 1);
    shown.put("author", revision.provenance().author());
    shown.put("message", revision.provenance().message());
    shown.put("changes", (long) revision.changes());
    shown.put("created_at", revision.createdAt().toString());
    return shown;
  }

  Map<String, Object> show(Sealed sealed) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("revision", sealed.revision());
    shown.put("control_plane", sealed.controlPlane().toString());
    shown.put("root", sealed.root().toString());
    shown.put("signature", Base64.getEncoder().encodeToString(sealed.signature()));
    return shown;
  }

  List<Map<String, @Nullable Object>> show(List<Draft.Step> steps) {
    return steps.stream().map(this::show).toList();
  }

  /// Changes as lines for a terminal: `+`, `~` or `-`, what it is, and each field that differs.
  String text(List<Draft.Step> steps) {
    StringBuilder out = new StringBuilder();
    for (Draft.Step step : steps) {
      Map<String, @Nullable Object> shown = show(step);
      boolean update = step.before() != null && step.after() != null;
      out.append(step.before() == null ? '+' : step.after() == null ? '-' : '~')
          .append(' ')
          .append(step.key().kind())
          .append(' ')
          .append(step.key().id());
      Object name = shown.get("name");
      out.append(name == null ? "" : " (" + name + ")").append('\n');
      for (Differences.Difference difference : update ? differences.of(step) : NO_DIFFERENCES) {
        out.append("    ")
            .append(difference.path())
            .append(": ")
            .append(Json.text(difference.before()))
            .append(" -> ")
            .append(Json.text(difference.after()))
            .append('\n');
      }
    }
    return out.toString();
  }

  private Map<String, @Nullable Object> show(Draft.Step step) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("entity_name", step.key().kind());
    shown.put("entity_id", step.key().id().toString());
    shown.put("workspace", step.entity().workspace());
    shown.put("name", EntityNames.of(step.entity()));
    shown.put("operation", step.operation());
    shown.put("fields", differences.of(step).stream().map(RevisionView::show).toList());
    return shown;
  }

  private static Map<String, @Nullable Object> show(Differences.Difference difference) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("field", difference.path());
    shown.put("before", difference.before());
    shown.put("after", difference.after());
    return shown;
  }
}
