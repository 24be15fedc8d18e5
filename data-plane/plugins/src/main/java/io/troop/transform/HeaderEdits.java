package io.troop.transform;

import io.troop.plugin.Headers;
import io.troop.plugin.template.Table;
import java.util.List;

/// Changes of a request's headers in Kong's order: remove, rename, replace, add, append. *Immutable
/// and thread-safe.*
///
/// `Host` can be replaced only. What tells of the client and frames the message stays as it is.
public final class HeaderEdits {
  private final List<String> removed;
  private final List<Edit> renamed;
  private final List<Edit> replaced;
  private final List<Edit> added;
  private final List<Edit> appended;

  public HeaderEdits(
      List<String> remove,
      List<String> rename,
      List<String> replace,
      List<String> add,
      List<String> append) {
    removed = Edit.all(remove).stream().map(Edit::name).filter(HeaderEdits::mayChange).toList();
    renamed = changeable(rename);
    replaced =
        Edit.all(replace).stream()
            .filter(edit -> isHost(edit.name()) || mayChange(edit.name()))
            .toList();
    added = changeable(add);
    appended = changeable(append);
  }

  private static List<Edit> changeable(List<String> texts) {
    return Edit.all(texts).stream().filter(edit -> mayChange(edit.name())).toList();
  }

  private static boolean isHost(String name) {
    return name.equalsIgnoreCase("host");
  }

  private static boolean mayChange(String name) {
    return !isHost(name) && RequestVariables.mayChange(name);
  }

  public boolean isEmpty() {
    return removed.isEmpty()
        && renamed.isEmpty()
        && replaced.isEmpty()
        && added.isEmpty()
        && appended.isEmpty();
  }

  public void apply(Headers.Mutable headers, Table variables) {
    removed.forEach(headers::remove);
    for (Edit edit : renamed) {
      String name = edit.value(variables);
      if (name != null && mayChange(name)) {
        rename(headers, edit.name(), name);
      }
    }
    for (Edit edit : replaced) {
      String value = edit.value(variables);
      if (value != null && (headers.contains(edit.name()) || isHost(edit.name()))) {
        headers.set(edit.name(), ByteText.headerValue(value));
      }
    }
    for (Edit edit : added) {
      String value = edit.value(variables);
      if (value != null && !headers.contains(edit.name())) {
        headers.set(edit.name(), ByteText.headerValue(value));
      }
    }
    for (Edit edit : appended) {
      String value = edit.value(variables);
      if (value != null) {
        headers.add(edit.name(), ByteText.headerValue(value));
      }
    }
  }

  private static void rename(Headers.Mutable headers, String old, String name) {
    List<String> values = headers.all(old);
    if (!values.isEmpty()) {
      headers.remove(old);
      headers.remove(name);
      values.forEach(value -> headers.add(name, value));
    }
  }
}
