package io.troop.control.admin;

import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.control.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The targets of an upstream as Kong lists them: the newest first, an address that was added twice
/// only once, and pages that begin at a number. *Stateless.*
final class TargetLists {

  private static final int CHUNK = 1000;

  // Only entities made in the same moment are told apart by their ids.
  private static final Comparator<Stored> NEWEST_FIRST =
      Comparator.comparingDouble(TargetLists::createdAt)
          .thenComparing(target -> target.id().toString())
          .reversed();

  private TargetLists() {}

  /// A page.
  ///
  /// @param offset where the next one begins; null when there is none
  record Page(List<Stored> targets, @Nullable String offset) {}

  /// The page that the call asks for.
  static Page page(Call call, Entities entities, Stored upstream) {
    List<Stored> all = newest(all(entities, upstream));
    int size = Paging.size(call);
    int from = Math.min(from(call), all.size());
    int to = Math.min(from + size, all.size());
    return new Page(
        List.copyOf(all.subList(from, to)), to < all.size() ? String.valueOf(to) : null);
  }

  /// All of them, once each, the oldest first.
  static List<Stored> oldestFirst(Entities entities, Stored upstream) {
    return newest(all(entities, upstream)).reversed();
  }

  private static int from(Call call) {
    String text = call.argument("offset").orElse("");
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new AdminErrors.Refused(AdminErrors.invalidOffset(text, "not a number"));
    }
    return Integer.parseInt(text);
  }

  private static List<Stored> newest(List<Stored> all) {
    all.sort(NEWEST_FIRST);
    Set<Object> seen = new HashSet<>();
    all.removeIf(target -> !seen.add(String.valueOf(target.document().get("target"))));
    return all;
  }

  private static List<Stored> all(Entities entities, Stored upstream) {
    List<Stored> all = new ArrayList<>();
    @Nullable UUID next = EntityQuery.FIRST;
    while (next != null) {
      EntityQuery.Page page =
          entities.page(
              new EntityQuery(
                  upstream.workspace(),
                  "targets",
                  new EntityQuery.Parent("upstream", upstream.key()),
                  EntityQuery.Tags.NONE,
                  next,
                  CHUNK));
      all.addAll(page.entities());
      next = page.next();
    }
    return all;
  }

  private static double createdAt(Stored target) {
    Map<String, ?> document = target.document();
    return document.get("created_at") instanceof Number number ? number.doubleValue() : 0;
  }
}
