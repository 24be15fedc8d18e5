package io.troop.plugins.jq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// A program in jq's language, version 1.7, ready to run. *Immutable and thread-safe.*
final class JqProgram {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MOST = 32 << 20;

  private final JsonQuery query;
  private final JqConfig.Options options;
  private final ObjectWriter writer;
  private final Scope scope;

  private JqProgram(JsonQuery query, JqConfig.Options options) {
    this.query = query;
    this.options = options;
    this.scope = Scope.newEmptyScope();
    BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, scope);
    ObjectWriter plain =
        options.compactOutput() ? MAPPER.writer() : MAPPER.writerWithDefaultPrettyPrinter();
    this.writer = options.asciiOutput() ? plain.with(JsonWriteFeature.ESCAPE_NON_ASCII) : plain;
  }

  /// @throws IllegalArgumentException when it does not compile
  static JqProgram of(String text, JqConfig.Options options) {
    return new JqProgram(compiled(text), options);
  }

  private static JsonQuery compiled(String text) {
    try {
      return JsonQuery.compile(text, Versions.JQ_1_7);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  /// Why a text is no program; null when it is one.
  static @Nullable String problem(String text) {
    try {
      compiled(text);
      return null;
    } catch (IllegalArgumentException e) {
      return "not a jq program: " + e.getMessage();
    }
  }

  /// What the program makes of a JSON document: each result on a line.
  ///
  /// @throws IllegalArgumentException when the body is no JSON, or the program fails
  byte[] run(byte[] body) {
    StringBuilder out = new StringBuilder();
    try {
      JsonNode document = MAPPER.readTree(body);
      query.apply(Scope.newChildScope(scope), document, result -> write(result, out));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
    return out.toString().getBytes(UTF_8);
  }

  private void write(JsonNode result, StringBuilder out) {
    boolean raw = options.rawOutput() || options.joinOutput();
    JsonNode written = options.sortKeys() ? sorted(result) : result;
    out.append(
        raw && written.isString() ? written.stringValue() : writer.writeValueAsString(written));
    if (!options.joinOutput()) {
      out.append('\n');
    }
    if (out.length() > MOST) {
      throw new IllegalArgumentException(
          "the program's results are longer than " + MOST + " characters");
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      var out = MAPPER.createObjectNode();
      List<String> names = node.propertyNames().stream().sorted().toList();
      names.forEach(name -> out.set(name, sorted(node.get(name))));
      return out;
    }
    if (node.isArray()) {
      var out = MAPPER.createArrayNode();
      node.forEach(each -> out.add(sorted(each)));
      return out;
    }
    return node;
  }
}
