package io.troop.control.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as it came, decoded. *Immutable.*
///
/// @param target the path with its query, as it stands in the request line
/// @param segments the path, split at slashes and decoded; without empty ones
/// @param query the query's arguments, decoded, in their order
/// @param contentType in lower case; empty for none
/// @param host what the client called us
/// @param sender who sent it
public record AdminRequest(
    String method,
    String target,
    List<String> segments,
    Map<String, List<String>> query,
    String contentType,
    byte[] content,
    String host,
    Sender sender) {

  /// The request for a path with its query, as it stands in a request line.
  static AdminRequest of(
      String method,
      String target,
      String contentType,
      byte[] content,
      String host,
      Sender sender) {
    int mark = target.indexOf('?');
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (mark >= 0) {
      Body.pairs(target.substring(mark + 1))
          .forEach(pair ->
              query.computeIfAbsent(pair.getKey(), _ -> new ArrayList<>()).add(pair.getValue()));
    }
    List<String> segments =
        Arrays.stream((mark < 0 ? target : target.substring(0, mark)).split("/", -1))
            .filter(segment -> !segment.isEmpty())
            .map(segment -> Body.decode(segment.replace("+", "%2B")))
            .toList();
    return new AdminRequest(method, target, segments, query, contentType, content, host, sender);
  }

  /// The first value of an argument of the query.
  public Optional<String> argument(String name) {
    return Optional.ofNullable(query.get(name)).map(List::getFirst);
  }

  /// Whether an argument of the query stands there without a value, not even an empty one.
  boolean isBare(String name) {
    return target.matches("[^?]*\\?(?:.*&)?" + name + "(?:&.*)?");
  }

  /// The path as it came, without the query.
  public String path() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }
}
