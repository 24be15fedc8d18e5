package io.troop.control.governance.audit;

import io.troop.control.admin.AdminRequest;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Body;
import io.troop.control.admin.Caller;
import io.troop.control.admin.Errand;
import io.troop.control.admin.Witness;
import io.troop.control.document.Json;
import io.troop.control.store.CommitWitness;
import io.troop.control.store.Draft;
import io.troop.control.store.Workspaces;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Puts requests on record before they are answered, refused ones, too. When that can't be done,
/// the answer is kept back: nobody works unseen. *Thread-safe.*
@Component
class RequestLog implements Witness, CommitWitness {

  private static final int LONGEST_PAYLOAD = 1024 * 1024;

  private final AuditSettings settings;
  private final Redactor redactor;
  private final Spool spool;
  private final RequestWriter writer;
  private final Ledger ledger;
  private final Workspaces workspaces;
  private final InstantSource clock;
  private final Map<Place, Seen> ids = new ConcurrentHashMap<>();

  private record Place(UUID controlPlane, String workspace) {}

  /// @param second when it was so
  private record Seen(UUID id, long second) {}

  RequestLog(
      AuditSettings settings,
      Redactor redactor,
      Spool spool,
      RequestWriter writer,
      Ledger ledger,
      Workspaces workspaces,
      InstantSource clock) {
    this.settings = settings;
    this.redactor = redactor;
    this.spool = spool;
    this.writer = writer;
    this.ledger = ledger;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @Override
  public Answer answered(
      AdminRequest request, Caller caller, UUID controlPlane, String workspace, Answer answer) {
    if (!settings.records(request.method(), request.path())) {
      return answer;
    }
    Entry.Draft draft = draft(request, caller, controlPlane, workspace, answer.status());
    return spool.write(draft) || writer.write(draft)
        ? answer
        : Answer.message(
            503,
            "the audit log can't be written, so this is not answered; changes that were made are"
                + " in /audit/objects");
  }

  /// A request whose only change this is goes on record with it: that saves a transaction.
  @Override
  public void committing(UUID controlPlane, long revision, Instant now, List<Draft.Step> steps) {
    Errand errand = Errand.current().filter(each -> each.expected() != 0).orElse(null);
    if (errand != null && settings.records(errand.request().method(), errand.request().path())) {
      ledger.append(
          Ledger.REQUESTS,
          List.of(
              draft(
                  errand.request(),
                  errand.caller(),
                  errand.controlPlane(),
                  errand.workspace(),
                  errand.expected())));
      errand.isRecorded();
    }
  }

  private Entry.Draft draft(
      AdminRequest request, Caller caller, UUID controlPlane, String workspace, int status) {
    long now = clock.instant().getEpochSecond();
    UUID workspaceId = id(controlPlane, workspace);
    Map<String, @Nullable Object> members = members(request, caller, workspaceId, status, now);
    settings.signer().ifPresent(signer -> members.put("signature", signer.sign(members)));
    return new Entry.Draft(
        now,
        now + settings.seconds(),
        controlPlane,
        workspaceId == null ? null : workspaceId.toString(),
        Json.text(members));
  }

  private Map<String, @Nullable Object> members(
      AdminRequest request, Caller caller, @Nullable UUID workspace, int status, long now) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("client_ip", request.sender().address());
    members.put("method", request.method());
    members.put("path", redactor.redact(request.target()));
    members.put("payload", null);
    members.put("rbac_user_id", caller.user() == null ? null : caller.user().toString());
    members.put("rbac_user_name", caller.user() == null ? null : caller.name());
    members.put("removed_from_payload", null);
    members.put("request_id", request.sender().requestId());
    members.put("request_source", caller.source());
    members.put("request_timestamp", now);
    members.put("signature", null);
    members.put("status", (long) status);
    members.put("workspace", workspace == null ? null : workspace.toString());
    payload(request, members);
    return members;
  }

  private void payload(AdminRequest request, Map<String, @Nullable Object> members) {
    if (request.content().length == 0) {
      return;
    }
    if (request.content().length > LONGEST_PAYLOAD) {
      members.put("removed_from_payload", "*");
      return;
    }
    Body body;
    try {
      body = Body.read(request.contentType(), request.content());
    } catch (RuntimeException _) {
      // What can't be read can't be searched for secrets.
      members.put("removed_from_payload", "*");
      return;
    }
    Redactor.Redacted redacted = redactor.redact(body.fields());
    members.put("payload", body.fields().isEmpty() ? null : Json.text(redacted.document()));
    members.put(
        "removed_from_payload",
        redacted.removed().isEmpty() ? null : String.join(",", redacted.removed()));
  }

  /// The id of a workspace; null when it is gone by now. One that was just asked for is not asked
  /// for again: another process may have made it anew under its old name, which is seen a second
  /// later.
  private @Nullable UUID id(UUID controlPlane, String workspace) {
    Place place = new Place(controlPlane, workspace);
    Seen known = ids.get(place);
    long second = clock.instant().getEpochSecond();
    if (known != null && (workspace.equals(Workspaces.DEFAULT) || known.second() == second)) {
      return known.id();
    }
    UUID found =
        workspaces.byName(controlPlane, workspace).map(Workspaces.Workspace::id).orElse(null);
    if (found == null) {
      ids.remove(place);
    } else {
      ids.put(place, new Seen(found, second));
    }
    return found;
  }

  @EventListener
  void deleted(Workspaces.Deleted workspace) {
    ids.remove(new Place(workspace.controlPlane(), workspace.name()));
  }
}
