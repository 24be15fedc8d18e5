package io.troop.control.governance.export;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.ShortList;
import io.troop.control.governance.audit.Ledger;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/audit/exports`: targets, how far they are, and what keeps them. Secrets of a configuration are
/// never shown. A file can be named by settings alone: whoever may call this may not write
/// anywhere.
@Component
@Order(20)
final class ExportEndpoints implements EndpointSource {

  private static final String ALL = "/audit/exports";
  private static final String ONE = ALL + "/{audit_exports}";
  private static final Set<String> SHOWN =
      Set.of(
          "channel_arn", "region", "url", "path", "bootstrap_servers", "topic", "hostname", "ca");

  private static final ShortList<ExportStore.Export> LIST =
      ShortList.by(ExportStore.Export::name)
          .searchedIn(each ->
              Stream.concat(
                  Stream.of(each.name(), each.kind().word()),
                  each.config().texts().entrySet().stream()
                      .filter(text -> SHOWN.contains(text.getKey()))
                      .map(Map.Entry::getValue)))
          .orderedBy("name", ExportStore.Export::name)
          .orderedBy("kind", each -> each.kind().word())
          .orderedByNumber("exported", ExportStore.Export::exported)
          .orderedByNumber(
              "succeeded_at",
              each -> each.succeededAt() == null ? 0L : each.succeededAt().getEpochSecond());

  private final ExportStore store;
  private final Ledger ledger;
  private final InstantSource clock;

  ExportEndpoints(ExportStore store, Ledger ledger, InstantSource clock) {
    this.store = store;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ALL, this::list)
        .add("GET", ONE, call -> Answer.ok(shown(named(call))))
        .add("PUT", ONE, this::put)
        .add("DELETE", ONE, this::delete);
  }

  private Answer list(Call call) {
    return LIST.answer(call, store.all(), ALL, this::shown);
  }

  private ExportStore.Export named(Call call) {
    return store
        .find(call.parameter(0))
        .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
  }

  private Map<String, @Nullable Object> shown(ExportStore.Export export) {
    List<Long> numbers = ledger.numbers(Ledger.REQUESTS);
    Map<String, String> config = new LinkedHashMap<>();
    export
        .config()
        .texts()
        .forEach((name, value) -> config.put(name, SHOWN.contains(name) ? value : "***"));
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("name", export.name());
    shown.put("kind", export.kind().word());
    shown.put("config", config);
    shown.put("by_settings", export.bySettings());
    shown.put("enabled", export.enabled());
    shown.put("checkpoint", export.seq());
    shown.put("lag", Math.max(0, numbers.getFirst() - export.seq()));
    shown.put("exported", export.exported());
    shown.put("failures", export.failures());
    shown.put("lost", export.lost());
    shown.put("last_error", export.lastError());
    shown.put(
        "succeeded_at",
        export.succeededAt() == null ? null : export.succeededAt().getEpochSecond());
    return shown;
  }

  private Answer put(Call call) {
    Map<String, @Nullable Object> fields = call.body().fields();
    String name = call.parameter(0);
    Kind kind =
        Kind.named(String.valueOf(fields.get("kind")))
            .filter(each -> each != Kind.FILE)
            .orElseThrow(
                () -> refused("kind (expected: cloudtrail, webhook, syslog, otlp or kafka)"));
    if (!name.matches("[\\w.-]{1,64}")) {
      throw refused("the name (expected: letters, digits, _, - and .)");
    }
    if (store.find(name).filter(ExportStore.Export::bySettings).isPresent()) {
      throw refused(name + " is kept by settings (expected: another name)");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    if (fields.get("config") instanceof Map<?, ?> config) {
      config.forEach((field, value) -> {
        if (!kind.has(String.valueOf(field))) {
          throw refused("config." + field + " (expected: one of " + kind.allFields() + ")");
        }
        if (value != null) {
          texts.put(String.valueOf(field), String.valueOf(value));
        }
      });
    }
    try {
      kind.target(new Config(name, texts), clock).close();
    } catch (Config.Wrong problem) {
      throw refused(String.valueOf(problem.getMessage()));
    }
    boolean enabled = !String.valueOf(fields.get("enabled")).equals("false");
    store.put(kind, new Config(name, texts), false, enabled);
    return Answer.ok(shown(named(call)));
  }

  private static AdminErrors.Refused refused(String message) {
    return new AdminErrors.Refused(Answer.message(400, message));
  }

  private Answer delete(Call call) {
    ExportStore.Export export = named(call);
    if (export.bySettings() && export.enabled()) {
      throw refused(export.name() + " is kept by settings (expected: take it away there)");
    }
    store.delete(export.name());
    return Answer.noContent();
  }
}
