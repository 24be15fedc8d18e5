package io.troop.control.admin;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Values as Kong's messages print them: `{kid="k1",set={id="…"}}`.
final class LuaForm {

  private LuaForm() {}

  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, member) -> sorted.put(String.valueOf(name), member));
        yield "{"
            + String.join(
                ",",
                sorted.entrySet().stream()
                    .map(member -> name(member.getKey()) + "=" + of(member.getValue()))
                    .toList())
            + "}";
      }
      case List<?> list -> "{" + String.join(",", list.stream().map(LuaForm::of).toList()) + "}";
      default -> value.toString();
    };
  }

  private static String name(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "[\"" + name + "\"]";
  }
}
