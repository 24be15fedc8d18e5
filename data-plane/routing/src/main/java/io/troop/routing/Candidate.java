package io.troop.routing;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A route, or a part of it, as the router looks it up: where to look for it, its place among
/// others, and whether it takes a request. *Immutable.*
sealed interface Candidate permits FieldCandidate, ExpressionCandidate {

  /// The candidates of a route; none for one that asks for nothing.
  ///
  /// @throws IllegalArgumentException for a route that can't be used; the message says which field
  static List<Candidate> of(RouteEntry entry) {
    String expression = entry.route().expression();
    return expression == null
        ? FieldCandidate.of(entry)
        : List.of(ExpressionCandidate.of(entry, expression));
  }

  RouteEntry entry();

  Rank rank();

  /// The hosts that may match; empty for any.
  List<NamePattern> hosts();

  /// What the paths that may match begin with; an empty text for any.
  List<String> pathKeys();

  /// Values to look it up by, beside host and path; null for none.
  @Nullable Lookup lookup();

  /// How many chars of the path this candidate takes, given a host of [#hosts] and a path that
  /// begins with one of [#pathKeys]; -1 when it does not take the request.
  int take(RouteQuery query, String path);

  /// The match of a request this candidate takes.
  Match match(RouteQuery query, String path, int length);

  /// That one value of a header, or the server name, has to be among these.
  ///
  /// @param header its name in lower case; [#SNI] for the server name
  /// @param values lower case
  record Lookup(String header, List<String> values) {
    /// No header's name.
    static final String SNI = ":sni";

    /// A value of either; both are of the same header.
    Lookup or(Lookup other) {
      return new Lookup(
          header, Stream.concat(values.stream(), other.values.stream()).distinct().toList());
    }

    /// The request's values; not yet in lower case.
    static List<String> values(RouteQuery query, String header) {
      if (!header.equals(SNI)) {
        return query.headers().all(header);
      }
      String sni = query.sni();
      return sni == null ? List.of() : List.of(sni);
    }
  }
}
