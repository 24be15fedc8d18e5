package io.troop.control.admin;

import io.troop.control.store.Commits;
import io.troop.control.store.Draft;
import io.troop.control.store.History;
import io.troop.control.store.Provenance;
import io.troop.control.store.Revision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// The history of a control plane: its revisions, what lies between two of them, and the way back.
@Component
@Order(20)
class RevisionEndpoints implements EndpointSource {

  private static final String ONE = "/revisions/{revision}";

  private final History history;
  private final RevisionView view;

  RevisionEndpoints(History history, RevisionView view) {
    this.history = history;
    this.view = view;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/revisions", this::list)
        .add("GET", ONE, this::get)
        .add("GET", ONE + "/diff/{other}", this::diff)
        .add("POST", ONE + "/rollback", this::rollBack);
  }

  private Answer list(Call call) {
    int size = Paging.size(call);
    List<String> offset = Paging.offset(call);
    long upTo = offset.isEmpty() ? Long.MAX_VALUE : number(offset.getFirst());
    List<Revision> found =
        history.revisions(call.controlPlane(), upTo, Paging.search(call), size + 1);
    boolean more = found.size() > size;
    return Answer.ok(
        Paging.answer(
            found.stream().limit(size).map(view::show).toList(),
            "/revisions",
            more ? Paging.offset(String.valueOf(found.get(size).number())) : null,
            Paging.repeated(call, "size", "search")));
  }

  private Answer get(Call call) {
    long number = number(call.parameter(0));
    Optional<Revision> revision = history.revision(call.controlPlane(), number);
    if (revision.isEmpty()) {
      return Answer.notFound();
    }
    List<Draft.Step> steps =
        history.diff(call.controlPlane(), number - 1, number).orElse(List.of());
    Map<String, Object> shown = view.show(revision.get());
    shown.put("diff", view.show(steps));
    return Answer.ok(shown);
  }

  private Answer diff(Call call) {
    long from = number(call.parameter(0));
    long to = number(call.parameter(1));
    return history
        .diff(call.controlPlane(), from, to)
        .map(steps -> Answer.ok(Map.of("from", from, "to", to, "diff", view.show(steps))))
        .orElseGet(Answer::notFound);
  }

  private Answer rollBack(Call call) {
    long number = number(call.parameter(0));
    Map<String, ?> fields = call.body().fields();
    Provenance provenance =
        new Provenance(
            call.author(),
            fields.get("message") instanceof String message
                ? message
                : "roll back to revision " + number);
    return history
        .rollBack(call.controlPlane(), number, ChangeSetEndpoints.expected(fields), provenance)
        .map(this::committed)
        .orElseGet(Answer::notFound);
  }

  private Answer committed(Commits.Committed<Boolean> committed) {
    Map<String, Object> answer = view.show(committed.sealed());
    answer.put("diff", view.show(committed.steps()));
    return committed.steps().isEmpty() ? Answer.ok(answer) : Answer.created(answer);
  }

  private static long number(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new AdminErrors.Refused(
          Answer.message(400, "revision: \"" + text + "\" (expected: a whole number)"));
    }
    return Long.parseLong(text);
  }
}
