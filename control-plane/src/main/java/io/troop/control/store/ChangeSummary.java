package io.troop.control.store;

import io.troop.state.Entity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a commit changed, in a few words: `create route orders`, `update 3 targets, delete service
/// old`. It is read by everybody who may read the history, and tells names and nothing else.
final class ChangeSummary {

  /// So many kinds of changes are told of.
  private static final int MOST = 3;

  private static final int LONGEST_NAME = 80;
  private static final int ID_BEGINS = 8;

  private ChangeSummary() {}

  static String of(List<Draft.Step> steps) {
    Map<String, List<Draft.Step>> alike = new LinkedHashMap<>();
    for (Draft.Step step : steps) {
      alike
          .computeIfAbsent(step.operation() + " " + step.key().kind(), _ -> new ArrayList<>())
          .add(step);
    }
    List<String> told = alike.values().stream().limit(MOST).map(ChangeSummary::told).toList();
    int rest = alike.values().stream().skip(MOST).mapToInt(List::size).sum();
    return String.join(", ", told) + (rest == 0 ? "" : " and " + rest + " more");
  }

  /// Steps that do the same to entities of one kind.
  private static String told(List<Draft.Step> alike) {
    Draft.Step first = alike.getFirst();
    String kind = first.key().kind().replace('_', ' ');
    if (alike.size() > 1) {
      return first.operation() + " " + alike.size() + " " + kind;
    }
    return first.operation() + " " + singular(kind) + " " + name(first.entity());
  }

  private static String singular(String kind) {
    return kind.endsWith("s") ? kind.substring(0, kind.length() - 1) : kind;
  }

  /// Its name or, without one, the beginning of its id.
  private static String name(Entity entity) {
    String name = EntityNames.of(entity);
    if (name == null || name.isEmpty()) {
      return entity.key().id().toString().substring(0, ID_BEGINS);
    }
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
  }
}
