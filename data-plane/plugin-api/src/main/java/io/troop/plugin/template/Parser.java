package io.troop.plugin.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads expressions by recursive descent. *Confined to one reading.*
final class Parser {
  private static final int MOST_DEPTH = 100;

  /// Lua's precedence from weak to strong; `..` and `^` bind to the right.
  private static final Map<String, Integer> BINDING =
      Map.ofEntries(
          Map.entry("or", 1),
          Map.entry("and", 2),
          Map.entry("<", 3),
          Map.entry(">", 3),
          Map.entry("<=", 3),
          Map.entry(">=", 3),
          Map.entry("~=", 3),
          Map.entry("==", 3),
          Map.entry("..", 4),
          Map.entry("+", 5),
          Map.entry("-", 5),
          Map.entry("*", 6),
          Map.entry("/", 6),
          Map.entry("%", 6),
          Map.entry("^", 8));

  private static final int UNARY = 7;
  private static final Set<String> UNSUPPORTED =
      Set.of("for", "while", "repeat", "do", "break", "goto");

  private final List<Token> tokens;
  private int at;
  private int depth;

  /// What the last [#suffixed] indexed in its end, for an assignment to it; null when it did not.
  private @Nullable Place place;

  /// Whether the last [#suffixed] ended in a call, which only calls as statements may.
  private boolean called;

  private record Place(Node table, Node key) {}

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /// @throws TemplateException when the text is no expression
  static Node expression(String text) {
    Parser parser = new Parser(Lexer.tokens(text));
    Node node = parser.expression(0);
    if (parser.now().kind() != Token.Kind.END) {
      throw parser.expected(")");
    }
    return node;
  }

  /// @throws TemplateException when the text is not the body of a function
  static Statement chunk(String text) {
    Parser parser = new Parser(Lexer.tokens(text));
    Statement body = parser.block();
    if (parser.now().kind() != Token.Kind.END) {
      throw parser.expected("<eof>");
    }
    return body;
  }

  private Token now() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  private boolean take(String word) {
    if (now().is(word)) {
      at++;
      return true;
    }
    return false;
  }

  private void need(String word) {
    if (!take(word)) {
      throw expected(word);
    }
  }

  private String name() {
    Token token = next();
    if (token.kind() != Token.Kind.NAME) {
      throw new TemplateException("<name> expected near '" + token.shown() + "'");
    }
    return token.text();
  }

  private TemplateException expected(String word) {
    return new TemplateException("'" + word + "' expected near '" + now().shown() + "'");
  }

  private Node expression(int weakest) {
    if (++depth > MOST_DEPTH) {
      throw new TemplateException("the expression is nested deeper than " + MOST_DEPTH);
    }
    Node left = unary();
    while (true) {
      Token operator = now();
      Integer binding =
          operator.kind() == Token.Kind.SYMBOL || operator.kind() == Token.Kind.KEYWORD
              ? BINDING.get(operator.text())
              : null;
      if (binding == null || binding <= weakest) {
        depth--;
        return left;
      }
      at++;
      boolean toTheRight = operator.is("..") || operator.is("^");
      left = Nodes.binary(operator.text(), left, expression(toTheRight ? binding - 1 : binding));
    }
  }

  private Node unary() {
    if (take("not")) {
      Node value = expression(UNARY);
      return frame -> !Operators.isTrue(value.eval(frame));
    }
    if (take("-")) {
      Node value = expression(UNARY);
      return frame -> -Operators.number(value.eval(frame));
    }
    if (take("#")) {
      Node value = expression(UNARY);
      return frame -> Operators.length(value.eval(frame));
    }
    return simple();
  }

  private Node simple() {
    Token token = now();
    switch (token.kind()) {
      case NUMBER -> {
        at++;
        Double number = LuaNumber.parse(token.text());
        return _ -> number;
      }
      case STRING -> {
        at++;
        return _ -> token.text();
      }
      default -> {}
    }
    if (take("nil")) {
      return _ -> null;
    }
    if (take("true")) {
      return _ -> true;
    }
    if (take("false")) {
      return _ -> false;
    }
    if (take("function")) {
      return function();
    }
    if (take("{")) {
      return table();
    }
    return suffixed();
  }

  /// A name or something in parentheses, indexed and called.
  private Node suffixed() {
    Node node;
    String shown = now().text();
    if (take("(")) {
      node = expression(0);
      need(")");
    } else if (now().kind() == Token.Kind.NAME) {
      String name = next().text();
      node = frame -> frame.get(name);
    } else {
      throw new TemplateException("unexpected symbol near '" + now().shown() + "'");
    }
    Place indexed = null;
    boolean call = false;
    while (true) {
      if (take(".")) {
        String name = name();
        indexed = new Place(node, _ -> name);
        call = false;
        node = Nodes.index(node, _ -> name, shown);
        shown = name;
      } else if (take("[")) {
        Node key = expression(0);
        need("]");
        indexed = new Place(node, key);
        call = false;
        node = Nodes.index(node, key, shown);
      } else if (take(":")) {
        String method = name();
        node = Nodes.method(node, method, arguments());
        indexed = null;
        call = true;
      } else if (now().is("(") || now().kind() == Token.Kind.STRING) {
        node = Nodes.call(node, arguments(), shown);
        indexed = null;
        call = true;
      } else {
        place = indexed;
        called = call;
        return node;
      }
    }
  }

  /// What stands between braces: names, keys and values.
  private Node table() {
    List<Node> keys = new ArrayList<>();
    List<Node> values = new ArrayList<>();
    double next = 1;
    while (!take("}")) {
      if (take("[")) {
        keys.add(expression(0));
        need("]");
        need("=");
      } else if (now().kind() == Token.Kind.NAME && tokens.get(at + 1).is("=")) {
        String name = name();
        at++;
        keys.add(_ -> name);
      } else {
        Double index = next++;
        keys.add(_ -> index);
      }
      values.add(expression(0));
      if (!take(",") && !take(";") && !now().is("}")) {
        throw expected("}");
      }
    }
    return Nodes.table(keys, values);
  }

  private List<Node> arguments() {
    Token token = now();
    if (token.kind() == Token.Kind.STRING) {
      at++;
      return List.of(_ -> token.text());
    }
    need("(");
    List<Node> arguments = new ArrayList<>();
    if (!take(")")) {
      do {
        arguments.add(expression(0));
      } while (take(","));
      need(")");
    }
    return arguments;
  }

  private Node function() {
    need("(");
    List<String> parameters = new ArrayList<>();
    if (!take(")")) {
      do {
        parameters.add(name());
      } while (take(","));
      need(")");
    }
    Statement body = block();
    need("end");
    return Nodes.function(parameters, body);
  }

  private Statement block() {
    if (++depth > MOST_DEPTH) {
      throw new TemplateException("the expression is nested deeper than " + MOST_DEPTH);
    }
    List<Statement> statements = new ArrayList<>();
    while (!(now().is("end")
        || now().is("else")
        || now().is("elseif")
        || now().kind() == Token.Kind.END)) {
      boolean last = now().is("return");
      statements.add(statement());
      take(";");
      if (last) {
        break;
      }
    }
    depth--;
    return Statement.block(statements);
  }

  private Statement statement() {
    if (UNSUPPORTED.contains(now().text())) {
      throw new TemplateException("'" + now().text() + "' is not supported in templates");
    }
    if (take("return")) {
      boolean nothing = now().is("end") || now().is(";") || now().is("else") || now().is("elseif");
      List<Node> values = new ArrayList<>();
      if (!nothing) {
        do {
          values.add(expression(0));
        } while (take(","));
      }
      return Nodes.result(values);
    }
    if (take("local")) {
      String name = name();
      Node value = take("=") ? expression(0) : null;
      return frame -> {
        frame.declare(name, value == null ? null : value.eval(frame));
        return null;
      };
    }
    if (take("if")) {
      return condition();
    }
    if (now().kind() == Token.Kind.NAME && tokens.get(at + 1).is("=")) {
      String name = name();
      at++;
      Node value = expression(0);
      return frame -> {
        frame.assign(name, value.eval(frame));
        return null;
      };
    }
    Node call = suffixed();
    Place target = place;
    if (target != null && take("=")) {
      return Nodes.assignment(target.table(), target.key(), expression(0));
    }
    if (!called) {
      throw expected("=");
    }
    return frame -> {
      call.eval(frame);
      return null;
    };
  }

  private Statement condition() {
    Node condition = expression(0);
    need("then");
    Statement then = block();
    Statement otherwise = null;
    if (take("elseif")) {
      otherwise = condition();
      return choice(condition, then, otherwise);
    }
    if (take("else")) {
      otherwise = block();
    }
    need("end");
    return choice(condition, then, otherwise);
  }

  private static Statement choice(Node condition, Statement then, @Nullable Statement otherwise) {
    return frame -> {
      if (Operators.isTrue(condition.eval(frame))) {
        return then.run(frame);
      }
      return otherwise == null ? null : otherwise.run(frame);
    };
  }
}
