package io.troop.control.declarative;

import io.troop.control.edit.Ids;
import io.troop.control.edit.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One entity of a declaration, as it was written, with what is found out about it on the way.
/// *Confined to one import.*
final class Item {

  final Kind kind;

  /// The item it stands below; null at the top level.
  final @Nullable Item parent;

  /// The field that names the parent; empty at the top level.
  final String link;

  /// The members that are its own; null when it is no object at all.
  final @Nullable Map<String, @Nullable Object> written;

  /// What stands below it, by the name of its kind, in order.
  final Map<String, List<Item>> children = new LinkedHashMap<>();

  /// Its id, written or made; null until [GeneratedIds] was here.
  @Nullable UUID id;

  /// The ids its references lead to, by field.
  final Map<String, UUID> references = new LinkedHashMap<>();

  /// Complete and checked; empty until then.
  Map<String, @Nullable Object> document = Map.of();

  /// What is wrong with it at its place: a text, or a tree of texts by field; null for nothing.
  @Nullable Object error;

  /// What else is wrong with it: found when all items were known, and reported by its name.
  final List<String> conflicts = new ArrayList<>();

  Item(Kind kind, @Nullable Item parent, String link, @Nullable Map<String, @Nullable Object> own) {
    this.kind = kind;
    this.parent = parent;
    this.link = link;
    this.written = own;
  }

  /// The members as written; none when it is no object.
  Map<String, @Nullable Object> fields() {
    return written == null ? Map.of() : written;
  }

  /// The id that was written, if it is one.
  @Nullable UUID writtenId() {
    return fields().get("id") instanceof String text ? Ids.parse(text) : null;
  }

  /// The field that identifies it beside its id, if it was written as a text; null for none.
  @Nullable String name() {
    String key = kind.spec().endpointKey();
    return key != null && fields().get(key) instanceof String text ? text : null;
  }

  boolean isWrong() {
    return error != null || !conflicts.isEmpty();
  }
}
