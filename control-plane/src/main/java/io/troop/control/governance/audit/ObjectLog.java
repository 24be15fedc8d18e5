package io.troop.control.governance.audit;

import io.troop.control.admin.Caller;
import io.troop.control.document.Json;
import io.troop.control.store.CommitWitness;
import io.troop.control.store.Draft;
import io.troop.state.Entity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Puts changes on record, in their own transaction: a change without its entry can't be committed,
/// nor an entry without its change. *Thread-safe.*
@Component
public class ObjectLog implements CommitWitness {

  private final AuditSettings settings;
  private final Redactor redactor;
  private final Ledger ledger;
  private final InstantSource clock;

  ObjectLog(AuditSettings settings, Redactor redactor, Ledger ledger, InstantSource clock) {
    this.settings = settings;
    this.redactor = redactor;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void committing(UUID controlPlane, long revision, Instant now, List<Draft.Step> steps) {
    List<Entry.Draft> drafts = new ArrayList<>();
    for (Draft.Step step : steps) {
      if (settings.records(step.key().kind())) {
        Entity shown = step.entity();
        Map<String, @Nullable Object> members =
            members(
                step.key().kind(),
                step.operation(),
                step.key().id().toString(),
                Json.object(shown.json()),
                now);
        members.put("revision", revision);
        members.put("workspace_name", shown.workspace());
        drafts.add(draft(controlPlane, shown.workspace(), members, now));
      }
    }
    ledger.append(Ledger.objects(controlPlane), drafts);
  }

  /// Puts a change on record that no revision holds, such as one of a user. Runs in the transaction
  /// of the change.
  ///
  /// @param operation `create`, `update` or `delete`
  public void record(
      UUID controlPlane,
      String kind,
      String operation,
      String key,
      Map<String, ? extends @Nullable Object> document) {
    if (settings.records(kind)) {
      Instant now = clock.instant();
      ledger.append(
          Ledger.objects(controlPlane),
          List.of(draft(controlPlane, null, members(kind, operation, key, document, now), now)));
    }
  }

  private Map<String, @Nullable Object> members(
      String kind,
      String operation,
      String key,
      Map<String, ? extends @Nullable Object> document,
      Instant now) {
    Optional<Caller> caller = Caller.current();
    UUID user = caller.map(Caller::user).orElse(null);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("id", UUID.randomUUID().toString());
    members.put("request_id", caller.map(Caller::requestId).orElse(null));
    members.put("entity_key", key);
    members.put("dao_name", kind);
    members.put("operation", operation);
    members.put("entity", Json.text(redactor.redact(document).document()));
    members.put("rbac_user_id", user == null ? null : user.toString());
    members.put("rbac_user_name", user == null ? null : caller.orElseThrow().name());
    members.put("request_timestamp", now.getEpochSecond());
    members.put("signature", null);
    return members;
  }

  private Entry.Draft draft(
      UUID controlPlane,
      @Nullable String workspace,
      Map<String, @Nullable Object> members,
      Instant now) {
    settings.signer().ifPresent(signer -> members.put("signature", signer.sign(members)));
    long at = now.getEpochSecond();
    return new Entry.Draft(
        at, at + settings.seconds(), controlPlane, workspace, Json.text(members));
  }
}
