package io.troop.control.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import io.troop.control.document.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The part of `/openapi.json` that the console's client is made from lies beside the console, so
/// that it is built without a control plane: the operations that [Shapes] describes. After a change
/// of them: run this with `-Dgolden.update=true`, then `npm run check` tells which pages have to
/// follow.
class ConsoleDocumentIT {

  private static final Path GOLDEN = Path.of("console/openapi.json");
  private static final Pattern REFERENCE = Pattern.compile("#/components/schemas/([^\"]+)");

  private final Object document = RunningControlPlane.get().get("/openapi.json").body();

  private static Map<?, ?> at(Object value, String... path) {
    Object found = value;
    for (String name : path) {
      found = ((Map<?, ?>) found).get(name);
    }
    return (Map<?, ?>) Objects.requireNonNull(found, String.join("/", path));
  }

  /// Everything that is described is served; what is not there any more is named.
  private Map<String, Map<String, Object>> operations() {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (String described : Shapes.load().described()) {
      String method = described.substring(0, described.indexOf(' ')).toLowerCase(Locale.ROOT);
      String pattern = described.substring(described.indexOf(' ') + 1);
      Map<?, ?> path = at(document, "paths", pattern);
      assertThat(path.containsKey(method)).as("served: " + described).isTrue();
      Map<String, Object> kept = paths.computeIfAbsent(pattern, _ -> new LinkedHashMap<>());
      if (path.get("parameters") != null) {
        kept.put("parameters", path.get("parameters"));
      }
      kept.put(method, path.get(method));
    }
    return paths;
  }

  private Map<String, Object> schemas(Object of) {
    Map<String, Object> found = new TreeMap<>();
    Deque<Object> open = new ArrayDeque<>(List.of(of));
    while (!open.isEmpty()) {
      Matcher matcher = REFERENCE.matcher(Json.text(open.pop()));
      while (matcher.find()) {
        String name = matcher.group(1);
        if (!found.containsKey(name)) {
          Object schema = at(document, "components", "schemas").get(name);
          found.put(name, schema);
          open.push(schema);
        }
      }
    }
    return found;
  }

  @Test
  void saysOfEveryOperationAndParameterWhatItMeans() {
    List<String> unsaid = new ArrayList<>();
    at(document, "paths")
        .forEach((pattern, item) -> {
          ((Map<?, ?>) item)
              .forEach((method, operation) -> {
                if (operation instanceof Map<?, ?> described) {
                  String summary = String.valueOf(described.get("summary"));
                  if (summary.contains("/") || summary.equals("null")) {
                    unsaid.add(method + " " + pattern);
                  }
                }
              });
        });
    Matcher parameters =
        Pattern.compile("\"description\":\"([a-z_\\d]+)\"").matcher(Json.text(document));
    while (parameters.find()) {
      unsaid.add("the parameter " + parameters.group(1));
    }

    assertThat(unsaid).as("has no words in words.yaml").isEmpty();
  }

  private static String lines(Map<String, ?> members, String indent) {
    return members.entrySet().stream()
        .map(each -> indent + Json.text(each.getKey()) + ": " + Json.text(each.getValue()))
        .reduce((a, b) -> a + ",\n" + b)
        .orElse("");
  }

  @Test
  void theConsolesPartOfTheDescriptionIsWhatIsServed() throws IOException {
    Map<String, Map<String, Object>> operations = operations();
    String text =
        "{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\"title\": \"What the console asks\","
            + " \"version\": \"1\"},\n  \"paths\": {\n"
            + lines(operations, "    ")
            + "\n  },\n  \"components\": {\"schemas\": {\n"
            + lines(schemas(operations), "    ")
            + "\n  }}\n}\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(Files.readString(GOLDEN)).isEqualTo(text);
  }
}
