package io.troop.transform;

import io.troop.plugin.template.Table;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes of named values, such as query arguments, fields of a form or members of a JSON object,
/// in Kong's order: remove, rename, replace, add, append. *Immutable and thread-safe.*
///
/// Whether something is there is asked in Lua's way: false is as good as not there, null is there.
public final class MemberEdits {
  private final List<String> removed;
  private final List<Edit> renamed;
  private final List<Edit> replaced;
  private final List<Edit> added;
  private final List<Edit> appended;

  public MemberEdits(
      List<String> remove,
      List<String> rename,
      List<String> replace,
      List<String> add,
      List<String> append) {
    removed = Edit.all(remove).stream().map(Edit::name).toList();
    renamed = Edit.all(rename);
    replaced = Edit.all(replace);
    added = Edit.all(add);
    appended = Edit.all(append);
  }

  public boolean isEmpty() {
    return removed.isEmpty() && renamed.isEmpty() && replaced.isEmpty() && !puts();
  }

  /// Whether something may come in where nothing is.
  public boolean puts() {
    return !added.isEmpty() || !appended.isEmpty();
  }

  List<String> removed() {
    return removed;
  }

  List<Edit> renamed() {
    return renamed;
  }

  List<Edit> replaced() {
    return replaced;
  }

  List<Edit> added() {
    return added;
  }

  List<Edit> appended() {
    return appended;
  }

  /// Changes the members of a table.
  ///
  /// @param members by [ByteText] names
  public void apply(Map<String, @Nullable Object> members, Table variables) {
    removed.forEach(members::remove);
    for (Edit edit : renamed) {
      String name = edit.value(variables);
      if (name != null && Members.isTrue(members, edit.name())) {
        members.put(name, members.remove(edit.name()));
      }
    }
    for (Edit edit : replaced) {
      String value = edit.value(variables);
      if (value != null && Members.isTrue(members, edit.name())) {
        members.put(edit.name(), value);
      }
    }
    for (Edit edit : added) {
      String value = edit.value(variables);
      if (value != null && !Members.isTrue(members, edit.name())) {
        members.put(edit.name(), value);
      }
    }
    for (Edit edit : appended) {
      String value = edit.value(variables);
      if (value != null) {
        members.put(edit.name(), Members.appended(members.get(edit.name()), value));
      }
    }
  }
}
