package io.troop.plugin.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts that expressions are put together from. *Stateless.*
final class Nodes {

  private Nodes() {}

  static Node binary(String operator, Node left, Node right) {
    return switch (operator) {
      case "and" ->
          frame -> {
            Object value = left.eval(frame);
            return Operators.isTrue(value) ? right.eval(frame) : value;
          };
      case "or" ->
          frame -> {
            Object value = left.eval(frame);
            return Operators.isTrue(value) ? value : right.eval(frame);
          };
      case ".." -> frame -> Operators.concat(left.eval(frame), right.eval(frame));
      case "+", "-", "*", "/", "%", "^" ->
          frame ->
              Operators.arithmetic(
                  operator,
                  Operators.number(left.eval(frame)),
                  Operators.number(right.eval(frame)));
      default -> frame -> Operators.compare(operator, left.eval(frame), right.eval(frame));
    };
  }

  /// @param shown how messages call what is indexed
  static Node index(Node value, Node key, String shown) {
    return frame -> {
      frame.step();
      Object indexed = value.eval(frame);
      if (indexed == null) {
        throw new TemplateException("attempt to index '" + shown + "' (a nil value)");
      }
      return Operators.index(indexed, key.eval(frame));
    };
  }

  /// @param shown how messages call what is called
  static Node call(Node function, List<Node> arguments, String shown) {
    return frame -> called(frame, function.eval(frame), arguments, null, shown);
  }

  static Node method(Node object, String name, List<Node> arguments) {
    return frame -> {
      Object self = object.eval(frame);
      return called(frame, Operators.index(self, name), arguments, self, name);
    };
  }

  private static @Nullable Object called(
      Frame frame,
      @Nullable Object called,
      List<Node> arguments,
      @Nullable Object self,
      String shown) {
    frame.step();
    if (!(called instanceof Function function)) {
      throw new TemplateException(
          "attempt to call '" + shown + "' (a " + Operators.type(called) + " value)");
    }
    List<@Nullable Object> values = new ArrayList<>();
    if (self != null) {
      values.add(self);
    }
    for (Node argument : arguments) {
      values.add(argument.eval(frame));
    }
    return function.call(new Arguments(values));
  }

  static Node function(List<String> parameters, Statement body) {
    return outer -> new Closure(parameters, body, outer);
  }

  /// A function that an expression wrote. *Confined to one rendering.*
  record Closure(List<String> parameters, Statement body, Frame outer) implements Function {

    @Override
    public @Nullable Object call(Arguments values) {
      List<@Nullable Object> results = results(values);
      return results.isEmpty() ? null : results.getFirst();
    }

    /// All that it returns.
    List<@Nullable Object> results(Arguments values) {
      Frame frame = outer.inner();
      for (int i = 0; i < parameters.size(); i++) {
        frame.declare(parameters.get(i), values.get(i));
      }
      Statement.Result result = body.run(frame);
      return result == null ? List.of() : result.values();
    }
  }

  static Statement result(List<Node> values) {
    return frame -> {
      List<@Nullable Object> results = new ArrayList<>();
      values.forEach(value -> results.add(value.eval(frame)));
      return new Statement.Result(results);
    };
  }

  static Node table(List<Node> keys, List<Node> values) {
    return frame -> {
      frame.step();
      LuaTable table = new LuaTable(false);
      for (int i = 0; i < keys.size(); i++) {
        table.put(keys.get(i).eval(frame), values.get(i).eval(frame));
      }
      return table;
    };
  }

  static Statement assignment(Node table, Node key, Node value) {
    return frame -> {
      frame.step();
      Object owner = table.eval(frame);
      if (!(owner instanceof LuaTable changed)) {
        throw new TemplateException(
            "attempt to change a " + Operators.type(owner) + " value that is not one's own");
      }
      changed.put(key.eval(frame), value.eval(frame));
      return null;
    };
  }
}
