package io.troop.plugin.log;

import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.schema.annotation.Validator;
import io.troop.plugin.template.LuaChunk;
import io.troop.plugin.template.Table;
import io.troop.plugin.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Members of log entries that a configuration computes in Lua: `custom_fields_by_lua`. *Immutable
/// and thread-safe.*
///
/// Of Lua it knows the part that only computes, and of `kong` what tells of a request.
public final class CustomFields implements Validator {
  private static final Logger LOG = LoggerFactory.getLogger(CustomFields.class);

  private final Map<String, LuaChunk> fields = new LinkedHashMap<>();

  /// None; for schemas, which check by it.
  public CustomFields() {}

  /// @param texts dotted paths of members with the Lua code of their values
  /// @throws TemplateException when one can't be read
  CustomFields(Map<String, String> texts) {
    texts.forEach((path, text) -> fields.put(path, LuaChunk.of(text)));
  }

  /// Sets the members; nil takes one out. A member whose code fails stays as it is.
  void apply(Exchange exchange) {
    Table globals = Table.of(Map.of("kong", kong(exchange)));
    fields.forEach((path, code) -> {
      try {
        exchange.logValue(path, code.value(globals));
      } catch (TemplateException problem) {
        LOG.error("custom_fields_by_lua: {}: {}", path, problem.getMessage());
      }
    });
  }

  private static Table kong(Exchange exchange) {
    Exchange.Request request = exchange.request();
    Exchange.Response response = exchange.response();
    Map<String, Object> ofRequest =
        Map.of(
            "get_header", LuaChunk.callable(name -> request.headers().get(name)),
            "get_headers", LuaChunk.callable(_ -> LogEntry.headers(request.headers())),
            "get_host", LuaChunk.callable(_ -> request.host()),
            "get_method", LuaChunk.callable(_ -> request.method()),
            "get_path", LuaChunk.callable(_ -> request.path()),
            "get_raw_query", LuaChunk.callable(_ -> request.query() == null ? "" : request.query()),
            "get_query", LuaChunk.callable(_ -> QueryArguments.of(request.query())),
            "get_query_arg",
                LuaChunk.callable(name -> QueryArguments.of(request.query()).get(name)),
            "get_scheme", LuaChunk.callable(_ -> request.scheme()));
    Map<String, Object> ofResponse =
        Map.of(
            "get_header", LuaChunk.callable(name -> response.headers().get(name)),
            "get_headers", LuaChunk.callable(_ -> LogEntry.headers(response.headers())),
            "get_source", LuaChunk.callable(_ -> response.fromUpstream() ? "service" : "exit"),
            "get_status", LuaChunk.callable(_ -> response.status()));
    Map<String, Object> ofClient =
        Map.of(
            "get_ip", LuaChunk.callable(_ -> NetUtil.toAddressString(request.peer())),
            "get_forwarded_ip",
                LuaChunk.callable(_ -> NetUtil.toAddressString(request.clientAddress())));
    return Table.of(
        Map.of(
            "request", Table.of(ofRequest),
            "response", Table.of(ofResponse),
            "client", Table.of(ofClient),
            "ctx", Table.of(Map.of("shared", Table.of(exchange.shared())))));
  }

  /// What is wrong with a configuration's fields.
  @Override
  public @Nullable String violation(Object value) {
    for (Map.Entry<?, ?> field :
        value instanceof Map<?, ?> map ? map.entrySet() : Map.of().entrySet()) {
      try {
        LuaChunk.of(String.valueOf(field.getValue()));
      } catch (TemplateException problem) {
        String text = String.valueOf(field.getValue());
        return "Error parsing function: [string \""
            + text.lines().findFirst().orElse("")
            + (text.indexOf('\n') < 0 ? "" : "...")
            + "\"]: "
            + problem.getMessage()
            + " (expected: Lua that computes a value, without loops)";
      }
    }
    return null;
  }
}
