package io.troop.control.admin;

import io.troop.control.document.Json;
import io.troop.control.edit.EditException;
import io.troop.control.store.Violation;
import io.troop.plugin.schema.SchemaViolations;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/// Kong's error answers. Every one of the Admin API is made here.
public final class AdminErrors {

  private static final Logger LOG = LoggerFactory.getLogger(AdminErrors.class);

  /// PostgreSQL's code for it.
  private static final String DISK_FULL = "53100";

  private AdminErrors() {}

  /// A refusal that is an answer already.
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    public Refused(Answer answer) {
      super("refused with status " + answer.status(), null, false, false);
      this.answer = answer;
    }

    public Answer answer() {
      return answer;
    }
  }

  /// The answer to a call that failed.
  public static Answer of(RuntimeException problem) {
    return switch (problem) {
      case Refused refused -> refused.answer();
      case SchemaViolations violations -> violations(violations);
      case Violation.Found found -> violation(found.violation());
      case EditException edit -> reason(edit.reason());
      case Json.Malformed _ -> Answer.message(400, "Cannot parse JSON body");
      case Body.Unsupported _ -> Answer.message(415, "Unsupported media type");
      case DataAccessResourceFailureException failure -> database(failure);
      case CannotCreateTransactionException failure -> database(failure);
      default -> {
        LOG.error("a call of the Admin API failed", problem);
        yield Answer.message(500, "An unexpected error occurred");
      }
    };
  }

  /// The database is away, or has no disk, memory or connection left. Clients learn which; what it
  /// said stands in the log, in a line and without a trace: each call fails until that is mended.
  private static Answer database(NestedRuntimeException problem) {
    Throwable cause = problem.getMostSpecificCause();
    LOG.error("the database failed a call of the Admin API: {}", cause.toString());
    return Answer.message(
        503,
        cause instanceof SQLException said && DISK_FULL.equals(said.getSQLState())
            ? "the disk of the database is full, and nothing was changed; make room and repeat the"
                + " call"
            : "the database can't be used now; repeat the call when it can (whether a change was"
                + " made shows in /revisions)");
  }

  private static Answer violations(SchemaViolations violations) {
    return coded(
        400,
        SchemaViolations.CODE,
        SchemaViolations.kind(),
        String.valueOf(violations.getMessage()),
        violations.fields());
  }

  private static Answer violation(Violation violation) {
    return switch (violation) {
      case Violation.Unique unique -> {
        logPlugin(unique);
        yield unique(told(unique));
      }
      case Violation.PrimaryKey taken -> primaryKey("id", taken.entity().id().toString());
      case Violation.UnknownReference unknown -> {
        Map<String, Object> id = Map.of("id", unknown.target().id().toString());
        yield coded(
            400,
            4,
            "foreign key violation",
            "the foreign key '"
                + LuaForm.of(id)
                + "' does not reference an existing '"
                + unknown.target().kind()
                + "' entity.",
            Map.of(unknown.field(), id));
      }
      case Violation.StillReferenced still ->
          coded(
              400,
              4,
              "foreign key violation",
              "an existing '"
                  + still.by()
                  + "' entity references this '"
                  + still.entity().kind()
                  + "' entity",
              Map.of("@referenced_by", still.by()));
      case Violation.UnknownWorkspace(String name) ->
          Answer.message(
              409,
              "workspace \"" + name + "\" is not there any more; add it, and repeat the change");
      case Violation.Nested _ ->
          Answer.message(
              400,
              "this makes a change set of its own and can't be a part of another one; call it by"
                  + " itself");
      case Violation.Conflict conflict ->
          Answer.of(
              409,
              Map.of(
                  "message",
                  "the configuration is at revision "
                      + conflict.actual()
                      + " (expected: "
                      + conflict.expected()
                      + "); read it again and repeat the change",
                  "revision",
                  conflict.actual()));
    };
  }

  /// An id that a new entity can't have.
  private static Answer primaryKey(String field, @Nullable Object value) {
    Map<String, @Nullable Object> key = new TreeMap<>();
    key.put(field, value);
    return coded(
        400,
        3,
        "primary key violation",
        "primary key violation on key '" + LuaForm.of(key) + "'",
        key);
  }

  /// Values that somebody else has.
  public static Answer unique(Map<String, ? extends @Nullable Object> fields) {
    return coded(
        409,
        5,
        "unique constraint violation",
        "UNIQUE violation detected on '" + LuaForm.of(fields) + "'",
        fields);
  }

  /// The fields that clash, as Kong tells them: it speaks of a group only where there is one.
  private static Map<String, @Nullable Object> told(Violation.Unique unique) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(unique.fields());
    if (unique.entity().kind().equals("plugins") && fields.get("consumer_group") == null) {
      fields.remove("consumer_group");
    }
    return fields;
  }

  /// The words that troubleshooting guides tell people to look for.
  private static void logPlugin(Violation.Unique unique) {
    if (unique.entity().kind().equals("plugins") && unique.fields().containsKey("name")) {
      LOG.warn(
          "duplicate key value violates unique constraint \"plugins_cache_key_key\": Key"
              + " (cache_key)=(plugins:{}:{}:{}:{}:{}) already exists",
          unique.fields().get("name"),
          id(unique, "route"),
          id(unique, "service"),
          id(unique, "consumer"),
          id(unique, "consumer_group"));
    }
  }

  private static Object id(Violation.Unique unique, String field) {
    return unique.fields().get(field) instanceof Map<?, ?> map && map.get("id") != null
        ? map.get("id")
        : "";
  }

  private static Answer reason(EditException.Reason reason) {
    return switch (reason) {
      case EditException.Reason.Missing missing ->
          missing(missing.field().equals("id"), missing.field(), missing.value());
      case EditException.Reason.Collision _ ->
          Answer.message(409, "API route collides with an existing API");
      case EditException.Reason.WrongPath(String path, String pattern) ->
          Answer.message(
              400, "invalid path: '" + path + "' (should match pattern '" + pattern + "')");
      case EditException.Reason.Used used ->
          coded(400, 19, "referenced by others", used.message(), null);
      case EditException.Reason.NoId() -> primaryKey("id", null);
      case EditException.Reason.Taken(String field, Object value) -> primaryKey(field, value);
      case EditException.Reason.InvalidUnique invalid ->
          coded(400, 10, "invalid unique " + invalid.field(), invalid.message(), null);
      case EditException.Reason.Unresolved unresolved -> unresolved(unresolved);
    };
  }

  private static Answer missing(boolean byId, String field, Object value) {
    Map<String, Object> key = Map.of(field, value);
    return coded(
        404,
        6,
        "not found",
        "could not find the entity with "
            + (byId ? "primary key " : "")
            + "'"
            + LuaForm.of(key)
            + "'",
        key);
  }

  private static Answer unresolved(EditException.Reason.Unresolved unresolved) {
    Map<String, Object> fields = new TreeMap<>();
    StringBuilder list = new StringBuilder();
    int count = 0;
    for (var field : new TreeMap<>(unresolved.fields()).entrySet()) {
      Map<String, Object> messages = new TreeMap<>();
      for (var name : new TreeMap<>(field.getValue()).entrySet()) {
        String message =
            "the foreign key cannot be resolved with '"
                + LuaForm.of(Map.of(name.getKey(), name.getValue()))
                + "' for an existing '"
                + unresolved.targets().get(field.getKey())
                + "' entity";
        messages.put(name.getKey(), message);
        list.append(count++ == 0 ? "" : "; ")
            .append(field.getKey())
            .append('.')
            .append(name.getKey())
            .append(": ")
            .append(message);
      }
      fields.put(field.getKey(), messages);
    }
    String message =
        count == 1
            ? "foreign key unresolved (" + list + ")"
            : count + " foreign keys unresolved (" + list + ")";
    return coded(400, 13, "foreign keys unresolved", message, fields);
  }

  /// An id that can't be one.
  static Answer invalidId() {
    Map<String, Object> fields = Map.of("id", "expected a valid UUID");
    return coded(
        400, 1, "invalid primary key", "invalid primary key: '" + LuaForm.of(fields) + "'", fields);
  }

  static Answer invalidOffset(String offset, String why) {
    return coded(400, 7, "invalid offset", "'" + offset + "' is not a valid offset: " + why, null);
  }

  static Answer invalidSize(String message) {
    return coded(400, 9, "invalid size", message, null);
  }

  static Answer invalidOption(String option, String message) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("code", 11L);
    body.put("name", "invalid options");
    body.put("message", "invalid option (" + option + ": " + message + ")");
    body.put("options", Map.of(option, message));
    return Answer.of(400, body);
  }

  /// `{code, name, message, fields}`, the last only when there are some.
  private static Answer coded(
      int status,
      int code,
      String name,
      String message,
      @Nullable Map<String, ? extends @Nullable Object> fields) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("code", (long) code);
    body.put("name", name);
    body.put("message", message);
    if (fields != null) {
      body.put("fields", fields);
    }
    return Answer.of(status, body);
  }
}
