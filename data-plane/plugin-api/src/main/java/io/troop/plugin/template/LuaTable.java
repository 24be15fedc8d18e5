package io.troop.plugin.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table that may be changed, in the order its keys came. *Confined to one call.*
final class LuaTable implements Table {
  /// JSON's null, which is not Lua's nil.
  static final LuaTable NULL = new LuaTable(false);

  private static final int MOST_KEYS = 100_000;

  private final Map<Object, Object> members = new LinkedHashMap<>();
  private final boolean list;

  /// @param list whether it stands for a list even when it is empty
  LuaTable(boolean list) {
    this.list = list;
  }

  @Override
  public @Nullable Object get(Object key) {
    return members.get(key);
  }

  @Override
  public int length() {
    int length = 0;
    while (members.containsKey((double) (length + 1))) {
      length++;
    }
    return length;
  }

  void put(@Nullable Object key, @Nullable Object value) {
    if (key == null) {
      throw new TemplateException("table index is nil");
    }
    if (this == NULL) {
      throw new TemplateException("attempt to index a userdata value");
    }
    if (value == null) {
      members.remove(key);
    } else {
      members.put(key, value);
    }
    if (members.size() > MOST_KEYS) {
      throw new TemplateException("a table has more than " + MOST_KEYS + " members");
    }
  }

  /// What a JSON value is to a function.
  static Object of(@Nullable Object json) {
    return switch (json) {
      case null -> NULL;
      case Map<?, ?> map -> {
        LuaTable table = new LuaTable(false);
        map.forEach((name, member) -> table.put(String.valueOf(name), of(member)));
        yield table;
      }
      case List<?> all -> {
        LuaTable table = new LuaTable(true);
        double index = 1;
        for (Object element : all) {
          table.put(index++, of(element));
        }
        yield table;
      }
      case Number number -> number.doubleValue();
      default -> json;
    };
  }

  /// What a function's value is in JSON.
  ///
  /// @throws TemplateException when it has no form there, such as a function
  static @Nullable Object json(@Nullable Object value) {
    return json(value, 0);
  }

  private static @Nullable Object json(@Nullable Object value, int depth) {
    if (depth > 200) {
      throw new TemplateException("a table is nested deeper than 200, or in itself");
    }
    return switch (value) {
      case null -> null;
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          number.longValue();
      case LuaTable table when table == NULL -> null;
      case LuaTable table -> table.toJson(depth);
      case String text -> text;
      case Boolean truth -> truth;
      case Double number -> number;
      default -> throw new TemplateException("a " + Operators.type(value) + " in a result");
    };
  }

  private Object toJson(int depth) {
    int length = length();
    if (length == members.size() && (list || length > 0)) {
      List<@Nullable Object> all = new ArrayList<>();
      for (int i = 1; i <= length; i++) {
        all.add(json(members.get((double) i), depth + 1));
      }
      return all;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    members.forEach((key, value) -> out.put(Operators.text(key), json(value, depth + 1)));
    return out;
  }
}
