package io.troop.control.admin;

import io.troop.control.document.Json;
import io.troop.control.store.Commits;
import io.troop.control.store.Draft;
import io.troop.control.store.Provenance;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Many calls of the Admin API as one commit: all of them happen, or none. Each sees what those
/// before it did. With `dry_run=1` nothing happens, and the answer tells what would.
@Component
@Order(20)
class ChangeSetEndpoints implements EndpointSource {

  private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final String FORM =
      "expected: {\"message\": text, \"expected_revision\": number,"
          + " \"operations\": [{\"method\": \"PUT\", \"path\": \"/services/x\", \"body\": {…}}, …]}";

  private final Commits commits;
  private final RevisionView view;
  private final PlanWarnings warnings;
  private final ObjectProvider<AdminApi> api;

  ChangeSetEndpoints(
      Commits commits, RevisionView view, PlanWarnings warnings, ObjectProvider<AdminApi> api) {
    this.warnings = warnings;
    this.commits = commits;
    this.view = view;
    this.api = api;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("POST", "/change-sets", this::commit);
  }

  private Answer commit(Call call) {
    Map<String, @Nullable Object> fields = call.body().fields();
    List<AdminRequest> operations = operations(call, fields);
    OptionalLong expected = expected(fields);
    Provenance provenance =
        new Provenance(
            call.caller().user() == null && fields.get("author") instanceof String author
                ? author
                : call.author(),
            fields.get("message") instanceof String message ? message : "");
    boolean dry = call.argument("dry_run").filter(Set.of("1", "true")::contains).isPresent();
    Commits.Committed<List<Answer>> committed =
        dry
            ? commits.plan(call.controlPlane(), expected, draft -> run(call, draft, operations))
            : commits.commit(
                call.controlPlane(), expected, provenance, draft -> run(call, draft, operations));
    Map<String, Object> answer = view.show(committed.sealed());
    answer.put("dry_run", dry);
    answer.put("diff", view.show(committed.steps()));
    if (dry) {
      answer.put("warnings", warnings.of(call.controlPlane(), committed.steps()));
    }
    answer.put("answers", committed.answer().stream().map(ChangeSetEndpoints::shown).toList());
    return dry || committed.steps().isEmpty() ? Answer.ok(answer) : Answer.created(answer);
  }

  private List<Answer> run(Call call, Draft draft, List<AdminRequest> operations) {
    List<Answer> answers = new ArrayList<>();
    EntityWrites.within(
        draft,
        () -> {
          for (AdminRequest operation : operations) {
            Answer answer =
                api.getObject().answer(operation, call.controlPlane(), call.workspace());
            if (answer.status() >= 400) {
              throw failed(answers.size(), operation, answer);
            }
            answers.add(answer);
          }
        });
    return answers;
  }

  private static Map<String, @Nullable Object> shown(Answer answer) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("status", (long) answer.status());
    shown.put("body", answer.body());
    return shown;
  }

  private static RuntimeException failed(int index, AdminRequest operation, Answer answer) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put(
        "message",
        "operation %d (%s /%s) was refused, so nothing was changed"
            .formatted(index + 1, operation.method(), String.join("/", operation.segments())));
    body.put("operation", index + 1L);
    body.put("error", answer.body());
    return new AdminErrors.Refused(Answer.of(answer.status(), body));
  }

  private static List<AdminRequest> operations(Call call, Map<String, @Nullable Object> fields) {
    if (!(fields.get("operations") instanceof List<?> list)) {
      throw malformed("operations: missing");
    }
    List<AdminRequest> operations = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof Map<?, ?> operation)
          || !(operation.get("path") instanceof String path)
          || !(operation.get("method") instanceof String method)
          || !METHODS.contains(method)) {
        throw malformed("operation " + (operations.size() + 1));
      }
      Object body = operation.get("body");
      operations.add(
          AdminRequest.of(
              method,
              path,
              "application/json",
              Json.text(body == null ? Map.of() : body).getBytes(StandardCharsets.UTF_8),
              call.request().host(),
              call.request().sender()));
    }
    return operations;
  }

  private static RuntimeException malformed(String what) {
    return new AdminErrors.Refused(Answer.message(400, what + " (" + FORM + ")"));
  }

  /// The revision the caller has seen, if it says one.
  static OptionalLong expected(Map<String, ? extends @Nullable Object> fields) {
    Object expected = fields.get("expected_revision");
    if (expected == null) {
      return OptionalLong.empty();
    }
    if (expected instanceof Long number) {
      return OptionalLong.of(number);
    }
    throw malformed("expected_revision: not a whole number");
  }
}
