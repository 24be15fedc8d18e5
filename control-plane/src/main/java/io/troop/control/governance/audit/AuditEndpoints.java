package io.troop.control.governance.audit;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.Guard;
import io.troop.control.admin.Paging;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Workspaces;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/audit/requests`, `/audit/objects` and `/audit/verify`.
@Component
@Order(20)
class AuditEndpoints implements EndpointSource {

  private final Spool spool;
  private final Ledger ledger;
  private final Verification verification;
  private final ControlPlanes controlPlanes;
  private final Workspaces workspaces;
  private final Guard guard;
  private final InstantSource clock;

  AuditEndpoints(
      Spool spool,
      Ledger ledger,
      Verification verification,
      ControlPlanes controlPlanes,
      Workspaces workspaces,
      Guard guard,
      InstantSource clock) {
    this.guard = guard;
    this.spool = spool;
    this.ledger = ledger;
    this.verification = verification;
    this.controlPlanes = controlPlanes;
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/audit/requests", this::requests)
        .add("GET", "/audit/objects", this::objects)
        .add("GET", "/audit/verify", this::verify);
  }

  private Answer requests(Call call) {
    spool.settle();
    UUID controlPlane = call.controlPlane();
    boolean whole = isAboutAll(call, "requests");
    boolean all = whole && controlPlane.equals(controlPlanes.first());
    String workspace =
        whole
            ? null
            : workspaces
                .byName(controlPlane, call.workspace())
                .map(found -> found.id().toString())
                .orElse("");
    return list(call, Ledger.REQUESTS, all ? null : controlPlane, workspace, "/audit/requests");
  }

  /// Whether entries of all workspaces are listed: those of another workspace than `default` have a
  /// path of their own, and who may not read all of them sees those of `default` here.
  private boolean isAboutAll(Call call, String list) {
    return call.workspace().equals(Workspaces.DEFAULT)
        && guard.mayEverywhere(
            call.caller(),
            new Guard.Access(
                "GET",
                "/audit/" + list,
                List.of("audit", list),
                List.of(),
                call.controlPlane(),
                call.workspace()));
  }

  private Answer objects(Call call) {
    return list(
        call,
        Ledger.objects(call.controlPlane()),
        null,
        isAboutAll(call, "objects") ? null : call.workspace(),
        "/audit/objects");
  }

  private Answer list(
      Call call,
      String chain,
      @Nullable UUID controlPlane,
      @Nullable String workspace,
      String path) {
    int size = Paging.size(call);
    long now = clock.instant().getEpochSecond();
    List<Entry> found =
        ledger.page(
            new Ledger.Query(
                chain,
                controlPlane,
                workspace,
                second(call, "before"),
                second(call, "after"),
                now,
                Paging.search(call),
                isOldestFirst(call),
                place(call),
                size + 1));
    boolean proof = call.argument("proof").isPresent();
    List<Map<String, @Nullable Object>> data = new ArrayList<>();
    found.stream().limit(size).forEach(entry -> data.add(shown(entry, now, proof)));
    String next = null;
    if (found.size() > size) {
      Entry last = found.get(size - 1);
      next = Paging.offset(String.valueOf(last.at()), String.valueOf(last.seq()));
    }
    return Answer.ok(
        Paging.answer(
            data,
            call.prefix() + path,
            next,
            Paging.repeated(
                call, "before", "after", "size", "proof", "search", "sort_by", "sort_desc")));
  }

  private static Map<String, @Nullable Object> shown(Entry entry, long now, boolean proof) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>(entry.members());
    shown.put("ttl", entry.expiresAt() - now);
    if (proof) {
      shown.put("sequence", entry.seq());
      shown.put("hash", HexFormat.of().formatHex(entry.hash()));
    }
    return shown;
  }

  /// Lists of entries have one order, and begin at the newest unless they are asked for by it.
  private static boolean isOldestFirst(Call call) {
    String by = call.argument("sort_by").orElse("");
    if (!by.isEmpty() && !by.equals("request_timestamp")) {
      throw new AdminErrors.Refused(
          Answer.message(400, "sort_by: \"" + by + "\" (expected: request_timestamp)"));
    }
    return !by.isEmpty() && !Paging.isDescending(call);
  }

  private static Ledger.@Nullable Place place(Call call) {
    List<String> words = Paging.offset(call);
    if (words.isEmpty()) {
      return null;
    }
    try {
      return new Ledger.Place(Long.parseLong(words.getFirst()), Long.parseLong(words.getLast()));
    } catch (NumberFormatException _) {
      throw new AdminErrors.Refused(Answer.message(400, "offset (expected: that of a page)"));
    }
  }

  private static OptionalLong second(Call call, String name) {
    String text = call.argument(name).orElse("");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.matches("\\d{1,15}")) {
      throw new AdminErrors.Refused(
          Answer.message(400, name + ": \"" + text + "\" (expected: a time in seconds)"));
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private Answer verify(Call call) {
    spool.settle();
    List<Verification.Known> known =
        call.request().query().getOrDefault("known", List.of()).stream()
            .map(AuditEndpoints::known)
            .toList();
    List<Verification.Outcome> outcomes = verification.verify(known);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("valid", outcomes.stream().allMatch(outcome -> outcome.fault() == null));
    answer.put("chains", outcomes.stream().map(Verification.Outcome::shown).toList());
    return Answer.ok(answer);
  }

  private static Verification.Known known(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3 || !parts[1].matches("\\d{1,18}")) {
      throw new AdminErrors.Refused(
          Answer.message(400, "known: \"" + text + "\" (expected: chain:last:hash)"));
    }
    return new Verification.Known(parts[0], Long.parseLong(parts[1]), parts[2]);
  }
}
