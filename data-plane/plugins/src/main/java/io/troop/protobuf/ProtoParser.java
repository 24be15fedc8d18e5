package io.troop.protobuf;

import io.troop.protobuf.ProtoFile.EnumText;
import io.troop.protobuf.ProtoFile.FieldText;
import io.troop.protobuf.ProtoFile.MessageText;
import io.troop.protobuf.ProtoFile.MethodText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a `.proto` file (proto2 and proto3) by recursive descent. Of options only
/// `google.api.http` and `packed` are kept. *Confined to one call.*
final class ProtoParser {
  private static final Set<String> LABELS = Set.of("optional", "required", "repeated");

  private final String file;
  private final List<ProtoLexer.Piece> pieces;
  private final List<ProtoFile.Import> imports = new ArrayList<>();
  private final List<MessageText> messages = new ArrayList<>();
  private final List<EnumText> enums = new ArrayList<>();
  private final List<MethodText> methods = new ArrayList<>();
  private String pkg = "";
  private boolean proto3;
  private int at;

  private ProtoParser(String file, String text) {
    this.file = file;
    this.pieces = ProtoLexer.pieces(file, text);
  }

  /// What a file says.
  ///
  /// @param file its name, for messages
  /// @throws ProtoException when it can't be understood
  static ProtoFile parse(String file, String text) {
    ProtoParser parser = new ProtoParser(file, text);
    while (parser.at < parser.pieces.size()) {
      parser.statement();
    }
    return new ProtoFile(
        parser.pkg,
        List.copyOf(parser.imports),
        List.copyOf(parser.messages),
        List.copyOf(parser.enums),
        List.copyOf(parser.methods));
  }

  private void statement() {
    String word = next();
    switch (word) {
      case ";" -> {}
      case "syntax" -> {
        expect("=");
        proto3 = next().equals("proto3");
        expect(";");
      }
      case "package" -> {
        pkg = next();
        expect(";");
      }
      case "import" -> imported();
      case "message" -> message("");
      case "enum" -> enumeration("");
      case "service" -> service();
      case "option" -> option();
      case "extend" -> skipBlock();
      default ->
          throw wrong("'" + word + "' (expected: a message, an enum, a service or an option)");
    }
  }

  private void imported() {
    boolean shared = is("public");
    if (shared || is("weak")) {
      at++;
    }
    imports.add(new ProtoFile.Import(next(), shared));
    expect(";");
  }

  private void message(String outer) {
    String name = outer + next();
    List<FieldText> fields = new ArrayList<>();
    expect("{");
    while (!skip("}")) {
      switch (peek()) {
        case ";" -> at++;
        case "message" -> {
          at++;
          message(name + ".");
        }
        case "enum" -> {
          at++;
          enumeration(name + ".");
        }
        case "oneof" -> {
          at += 2;
          expect("{");
          while (!skip("}")) {
            member(fields, true);
          }
        }
        case "extend" -> {
          at++;
          skipBlock();
        }
        default -> member(fields, false);
      }
    }
    messages.add(new MessageText(name, List.copyOf(fields), proto3));
  }

  /// A field, or a statement that begins like none.
  private void member(List<FieldText> fields, boolean inOneof) {
    if (is("option")) {
      at++;
      option();
    } else if (is("reserved") || is("extensions")) {
      while (!next().equals(";")) {}
    } else {
      fields.add(field(inOneof));
    }
  }

  private FieldText field(boolean inOneof) {
    String label = LABELS.contains(peek()) ? next() : "";
    String type = typeName();
    String key = "";
    if (type.equals("map") && is("<")) {
      at++;
      key = next();
      expect(",");
      type = typeName();
      expect(">");
    } else if (type.equals("group")) {
      throw wrong("a group (expected: a message in its place)");
    }
    String name = next();
    expect("=");
    int number = number();
    boolean packed = proto3;
    if (skip("[")) {
      do {
        String option = optionName();
        expect("=");
        Object value = value();
        packed = option.equals("packed") ? value.equals("true") : packed;
      } while (skip(","));
      expect("]");
    }
    expect(";");
    return new FieldText(label, type, name, number, key, packed, inOneof);
  }

  private String typeName() {
    return skip(".") ? "." + next() : next();
  }

  private void enumeration(String outer) {
    String name = outer + next();
    Map<String, Integer> values = new LinkedHashMap<>();
    expect("{");
    while (!skip("}")) {
      String word = next();
      if (word.equals("option")) {
        option();
      } else if (word.equals("reserved")) {
        while (!next().equals(";")) {}
      } else if (!word.equals(";")) {
        expect("=");
        values.put(word, number());
        if (is("[")) {
          while (!next().equals("]")) {}
        }
        expect(";");
      }
    }
    enums.add(new EnumText(name, values));
  }

  private void service() {
    String name = next();
    expect("{");
    while (!skip("}")) {
      switch (next()) {
        case "rpc" -> method(name);
        case "option" -> option();
        case ";" -> {}
        default -> throw wrong("'" + pieces.get(at - 1).text() + "' (expected: rpc or option)");
      }
    }
  }

  private void method(String service) {
    String name = next();
    String input = messageName();
    expect("returns");
    String output = messageName();
    List<HttpRule> rules = new ArrayList<>();
    if (skip("{")) {
      while (!skip("}")) {
        if (!skip(";")) {
          expect("option");
          rules.addAll(HttpRule.of(option()));
        }
      }
    }
    skip(";");
    methods.add(new MethodText(service, name, input, output, List.copyOf(rules)));
  }

  private String messageName() {
    expect("(");
    String name = typeName();
    if (name.equals("stream") && !is(")")) {
      name = typeName();
    }
    expect(")");
    return name;
  }

  /// Reads an option, and tells its members when it is `google.api.http`.
  private Map<String, List<Object>> option() {
    String name = optionName();
    expect("=");
    Object value = value();
    skip(";"); // Some files leave it away behind a block, and protoc's parser in Kong takes them.
    if (name.startsWith("google.api.http.")) {
      return Map.of(name.substring("google.api.http.".length()), List.of(value));
    }
    return name.equals("google.api.http") ? members(value) : Map.of();
  }

  private String optionName() {
    StringBuilder name = new StringBuilder();
    while (!is("=")) {
      String part = next();
      if (!part.equals("(") && !part.equals(")")) {
        name.append(part);
      }
    }
    return name.toString();
  }

  /// A constant: a text, a map of members to their values, or a list.
  private Object value() {
    if (skip("{")) {
      return block("}");
    }
    if (skip("<")) {
      return block(">");
    }
    if (skip("[")) {
      List<Object> values = new ArrayList<>();
      while (!skip("]")) {
        values.add(value());
        skip(",");
      }
      return values;
    }
    boolean quoted = pieces.get(at).quoted();
    StringBuilder text = new StringBuilder(next());
    if (!quoted && (text.toString().equals("-") || text.toString().equals("+"))) {
      text.append(next());
    }
    while (quoted && at < pieces.size() && pieces.get(at).quoted()) {
      text.append(next());
    }
    return text.toString();
  }

  private Map<String, List<Object>> block(String end) {
    Map<String, List<Object>> members = new LinkedHashMap<>();
    while (!skip(end)) {
      String name = skip("[") ? bracketed() : next();
      skip(":");
      Object value = value();
      List<Object> values = members.computeIfAbsent(name, _ -> new ArrayList<>());
      if (value instanceof List<?> list) {
        values.addAll(list);
      } else {
        values.add(value);
      }
      if (!skip(",")) {
        skip(";");
      }
    }
    return members;
  }

  private String bracketed() {
    StringBuilder name = new StringBuilder();
    while (!is("]")) {
      name.append(next());
    }
    at++;
    return name.toString();
  }

  @SuppressWarnings("unchecked") // only block() makes maps
  static Map<String, List<Object>> members(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, List<Object>>) map : Map.of();
  }

  private void skipBlock() {
    while (!next().equals("{")) {}
    for (int depth = 1; depth > 0; ) {
      String word = next();
      depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
    }
  }

  private int number() {
    boolean negative = skip("-");
    String digits = next();
    try {
      return (negative ? -1 : 1) * Integer.decode(digits);
    } catch (NumberFormatException e) {
      throw wrong("'" + digits + "' (expected: a number)");
    }
  }

  private boolean is(String text) {
    return at < pieces.size() && !pieces.get(at).quoted() && pieces.get(at).text().equals(text);
  }

  private boolean skip(String text) {
    boolean there = is(text);
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String text) {
    if (!skip(text)) {
      throw wrong("'" + (at < pieces.size() ? peek() : "the end") + "' (expected: " + text + ")");
    }
  }

  private String peek() {
    if (at >= pieces.size()) {
      throw wrong("the file ends too early");
    }
    return pieces.get(at).text();
  }

  private String next() {
    String text = peek();
    at++;
    return text;
  }

  private ProtoException wrong(String what) {
    int line = pieces.isEmpty() ? 1 : pieces.get(Math.min(at, pieces.size() - 1)).line();
    return new ProtoException(file + ":" + line + ": " + what);
  }
}
