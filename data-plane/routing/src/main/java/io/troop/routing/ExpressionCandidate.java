package io.troop.routing;

import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.plugin.expression.Expression;
import io.troop.plugin.expression.ExpressionException;
import io.troop.plugin.expression.ExpressionFields;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A route that says what it matches by an expression. *Immutable.*
final class ExpressionCandidate implements Candidate {
  private final RouteEntry entry;
  private final Rank rank;
  private final Condition condition;
  private final List<NamePattern> hosts;
  private final List<String> pathKeys;
  private final @Nullable Lookup lookup;

  private ExpressionCandidate(RouteEntry entry, Expression expression) {
    Route route = entry.route();
    this.entry = entry;
    this.rank = Rank.ofExpression(route.priority(), route.id());
    this.condition = Condition.of(expression);
    this.hosts = Objects.requireNonNullElse(Anchors.hosts(expression), List.of());
    this.pathKeys = Objects.requireNonNullElse(Anchors.paths(expression), List.of(""));
    this.lookup = Anchors.lookup(expression);
  }

  /// @throws IllegalArgumentException for what is no expression
  static ExpressionCandidate of(RouteEntry entry, String text) {
    try {
      Expression expression = Expression.parse(text);
      ExpressionFields.of(entry.route().protocols().getFirst()).check(expression);
      return new ExpressionCandidate(entry, expression);
    } catch (ExpressionException e) {
      throw new IllegalArgumentException("expression: " + e.getMessage(), e);
    }
  }

  @Override
  public RouteEntry entry() {
    return entry;
  }

  @Override
  public Rank rank() {
    return rank;
  }

  @Override
  public List<NamePattern> hosts() {
    return hosts;
  }

  @Override
  public List<String> pathKeys() {
    return pathKeys;
  }

  @Override
  public @Nullable Lookup lookup() {
    return lookup;
  }

  @Override
  public int take(RouteQuery query, String path) {
    if (!entry.acceptsProtocol(query)) {
      return -1;
    }
    Evaluation evaluation = new Evaluation(query, path);
    return condition.holds(evaluation) ? evaluation.pathLength() : -1;
  }

  @Override
  public Match match(RouteQuery query, String path, int length) {
    // Evaluated once more: only the best candidate's captures are wanted.
    Evaluation evaluation = new Evaluation(query, path);
    condition.holds(evaluation);
    Route route = entry.route();
    Service service = entry.service();
    String upstream =
        UpstreamPath.of(service == null ? null : service.path(), path, route.stripPath(), length);
    String prefix =
        route.stripPath() && length > 0 ? path.substring(0, Math.min(length, path.length())) : null;
    return new Match(entry, prefix, UriPath.escape(upstream), evaluation.captures());
  }
}
