package io.troop.control.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which endpoint answers which path. A path is a pattern such as `/services/{services}/routes`; a
/// segment in braces stands for any text. A plain segment goes before one in braces. *Filled once,
/// then only read.*
public final class Endpoints {

  /// How paths begin where Konnect's API is.
  static final String KONNECT = "/v2/";

  private static final class Node {
    final Map<String, Node> plain = new LinkedHashMap<>();
    @Nullable Node any;
    @Nullable Path path;
  }

  /// A path with its methods.
  ///
  /// @param konnectOnly whether it is there only where Konnect has its configuration API, below a
  ///   control plane
  record Path(String pattern, Map<String, Endpoint> methods, boolean konnectOnly) {

    /// Whether it is there for requests that began with this prefix.
    boolean isAt(String prefix) {
      return !konnectOnly || prefix.startsWith(KONNECT);
    }

    /// The methods as the header `Allow` names them.
    String allow() {
      List<String> names = new ArrayList<>(methods.keySet());
      if (names.contains("GET") && !names.contains("HEAD")) {
        names.add("HEAD");
      }
      names.add("OPTIONS");
      return String.join(", ", names.stream().sorted().toList());
    }

    Optional<Endpoint> method(String name) {
      Endpoint endpoint = methods.get(name);
      return Optional.ofNullable(
          endpoint == null && name.equals("HEAD") ? methods.get("GET") : endpoint);
    }
  }

  /// A path that was found, and what stood in the place of its braces.
  record Match(Path path, List<String> parameters) {}

  private final Node root = new Node();
  private final Map<String, Path> paths = new TreeMap<>();

  /// Adds an endpoint.
  public Endpoints add(String method, String pattern, Endpoint endpoint) {
    return add(method, pattern, endpoint, false);
  }

  /// Adds an endpoint that Kong has not, but Konnect has.
  public Endpoints addInKonnect(String method, String pattern, Endpoint endpoint) {
    return add(method, pattern, endpoint, true);
  }

  private Endpoints add(String method, String pattern, Endpoint endpoint, boolean konnectOnly) {
    Node node = root;
    for (String segment : pattern.split("/", -1)) {
      if (segment.startsWith("{")) {
        if (node.any == null) {
          node.any = new Node();
        }
        node = node.any;
      } else if (!segment.isEmpty()) {
        node = node.plain.computeIfAbsent(segment, _ -> new Node());
      }
    }
    if (node.path == null) {
      node.path = new Path(pattern, new TreeMap<>(), konnectOnly);
      // Kong sorts by segments: a slash comes before every other character.
      paths.put(pattern.replace('/', '\0'), node.path);
    }
    node.path.methods().put(method, endpoint);
    return this;
  }

  /// Takes a path away, with all its methods.
  public void remove(String pattern) {
    find(List.of(pattern.substring(1).split("/", -1)))
        .ifPresent(match -> match.path().methods().clear());
  }

  /// Finds the path that these segments are.
  Optional<Match> find(List<String> segments) {
    List<String> parameters = new ArrayList<>();
    Path path = find(root, segments, 0, parameters);
    return path == null || path.methods().isEmpty()
        ? Optional.empty()
        : Optional.of(new Match(path, List.copyOf(parameters)));
  }

  private static @Nullable Path find(
      Node node, List<String> segments, int at, List<String> parameters) {
    if (at == segments.size()) {
      return node.path;
    }
    Node plain = node.plain.get(segments.get(at));
    Path found = plain == null ? null : find(plain, segments, at + 1, parameters);
    if (found != null || node.any == null) {
      return found;
    }
    parameters.addLast(segments.get(at));
    found = find(node.any, segments, at + 1, parameters);
    if (found == null) {
      parameters.removeLast();
    }
    return found;
  }

  /// The methods of each pattern, both sorted; without what only Konnect has.
  public Map<String, Set<String>> methods() {
    Map<String, Set<String>> out = new LinkedHashMap<>();
    everywhere().forEach(path -> out.put(path.pattern(), path.methods().keySet()));
    return out;
  }

  /// All patterns, sorted; without what only Konnect has.
  List<String> patterns() {
    return everywhere().map(Path::pattern).toList();
  }

  private Stream<Path> everywhere() {
    return paths.values().stream().filter(path -> !path.methods().isEmpty() && !path.konnectOnly());
  }
}
