package io.troop.proxy.status;

import io.troop.plugin.Verdict;
import io.troop.plugin.Verdict.Answer;
import io.troop.proxy.sync.LocalControl;
import io.troop.proxy.sync.SyncStatus;
import io.troop.state.CanonicalJson;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the control socket answers: orders to this node, which work without its control plane.
/// *Thread-safe.*
final class ControlPages implements Pages {

  private static final Pattern REVISION = Pattern.compile("\\D*(\\d{1,18})\\D*");

  private final NodeStatus node;
  private final SyncStatus sync;
  private final LocalControl control;

  ControlPages(NodeStatus node, SyncStatus sync, LocalControl control) {
    this.node = node;
    this.sync = sync;
    this.control = control;
  }

  @Override
  public Answer page(String method, String path, String body) {
    try {
      return switch (method + " " + path) {
        case "GET /status" -> Verdict.json(200, status());
        case "GET /revisions" -> Verdict.json(200, revisions());
        case "POST /pin" -> pin(revision(body, serving()));
        case "POST /rollback" -> pin(revision(body, before()));
        case "POST /unpin" -> {
          control.unpin();
          yield Verdict.json(200, status());
        }
        case "POST /adopt" -> {
          control.adopt();
          yield Verdict.json(200, status());
        }
        case "POST /drain" -> {
          node.drain();
          yield Verdict.json(200, status());
        }
        default -> message(404, "Not found");
      };
    } catch (IllegalArgumentException problem) {
      return message(400, String.valueOf(problem.getMessage()));
    }
  }

  private Answer pin(long revision) {
    control.pin(revision);
    return Verdict.json(200, status());
  }

  private static long revision(String body, @Nullable Long fallback) {
    Matcher number = REVISION.matcher(body);
    if (number.matches()) {
      return Long.parseLong(number.group(1));
    }
    if (!body.isBlank() || fallback == null) {
      throw new IllegalArgumentException(
          body.isBlank()
              ? "there is no such revision on this node (expected: one of GET /revisions)"
              : "revision: " + body.strip() + " (expected: {\"revision\": 12})");
    }
    return fallback;
  }

  private @Nullable Long serving() {
    SyncStatus.Serving now = sync.serving();
    return now == null ? null : Long.valueOf(now.sealed().revision());
  }

  private @Nullable Long before() {
    Long now = serving();
    return control.revisions().stream()
        .filter(revision -> now == null || revision < now)
        .findFirst()
        .orElse(null);
  }

  private String revisions() {
    Long now = serving();
    List<Long> all = control.revisions();
    return all.stream()
        .map(each ->
            "{\"revision\":%d,\"serving\":%s}"
                .formatted(each, now != null && now.longValue() == each))
        .collect(Collectors.joining(",", "{\"revisions\":[", "]}"));
  }

  private String status() {
    SyncStatus.Serving now = sync.serving();
    return ("{\"revision\":%s,\"root\":%s,\"pinned_revision\":%s,\"connected\":%s,\"draining\":%s,"
            + "\"ready\":%s,\"refuses\":%s,\"unsaved\":%s,\"notice\":%s}")
        .formatted(
            serving(),
            now == null ? "null" : "\"" + now.sealed().root() + "\"",
            sync.pinned(),
            sync.isConnected(),
            node.isDraining(),
            node.unreadiness().isEmpty(),
            text(sync.refusal()),
            text(control.unsaved()),
            text(sync.notice()));
  }

  private static String text(@Nullable String words) {
    return words == null ? "null" : CanonicalJson.text(words);
  }

  private static Answer message(int code, String text) {
    return Verdict.json(code, "{\"message\":\"" + text.replace("\"", "\\\"") + "\"}");
  }
}
