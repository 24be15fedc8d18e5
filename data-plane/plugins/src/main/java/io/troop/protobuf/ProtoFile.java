package io.troop.protobuf;

import java.util.List;
import java.util.Map;

/// What one `.proto` file says, names as written. *Immutable.*
///
/// @param pkg the package; empty for none
/// @param imports the files it needs, as written
record ProtoFile(
    String pkg,
    List<Import> imports,
    List<MessageText> messages,
    List<EnumText> enums,
    List<MethodText> methods) {

  /// @param shared whether who imports this file gets the imported one, too (`import public`)
  record Import(String path, boolean shared) {}

  /// @param name with the names of the messages around it, without the package
  /// @param implicit whether a number or text that is absent has a value (proto3)
  record MessageText(String name, List<FieldText> fields, boolean implicit) {}

  /// @param label `optional`, `required`, `repeated`, or empty
  /// @param mapKey the kind of keys when it is a map; empty when it is none
  /// @param packed whether a list of numbers is sent as one piece
  /// @param inOneof whether of several fields at most one is there
  record FieldText(
      String label,
      String type,
      String name,
      int number,
      String mapKey,
      boolean packed,
      boolean inOneof) {}

  /// @param name as that of a message
  record EnumText(String name, Map<String, Integer> values) {}

  /// @param rules what `google.api.http` says; empty for nothing
  record MethodText(
      String service, String name, String input, String output, List<HttpRule> rules) {}
}
