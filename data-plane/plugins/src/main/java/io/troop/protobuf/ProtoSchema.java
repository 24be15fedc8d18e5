package io.troop.protobuf;

import io.troop.protobuf.ProtoFile.FieldText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The messages and methods of a `.proto` file and of the files it imports, names resolved.
/// *Immutable and thread-safe.*
public final class ProtoSchema {
  private final Map<String, MessageType> types = new HashMap<>();
  private final Map<String, Map<String, Integer>> enums = new HashMap<>();
  private final Map<String, ProtoMethod> methods = new LinkedHashMap<>();

  private ProtoSchema() {}

  /// What a file describes.
  ///
  /// @param source the name of a file on this machine, or its text
  /// @throws ProtoException when a file is not there, can't be understood, or names what is not
  ///   there
  public static ProtoSchema load(String source) {
    ProtoSources sources = new ProtoSources(source);
    List<ProtoFile> files = sources.all();
    ProtoSchema schema = new ProtoSchema();
    files.forEach(schema::declare);
    files.forEach(schema::link);
    sources.offered().forEach(schema::offer);
    return schema;
  }

  private void declare(ProtoFile file) {
    for (ProtoFile.MessageText message : file.messages()) {
      String name = full(file.pkg(), message.name());
      types.put(name, new MessageType(name, message.implicit()));
    }
    file.enums().forEach(text -> enums.put(full(file.pkg(), text.name()), text.values()));
  }

  private void link(ProtoFile file) {
    for (ProtoFile.MessageText message : file.messages()) {
      MessageType type = type(full(file.pkg(), message.name()), "");
      List<MessageType.Field> fields = new ArrayList<>();
      message.fields().forEach(field -> fields.add(field(field, type)));
      type.fields(fields);
    }
  }

  private MessageType.Field field(FieldText text, MessageType owner) {
    boolean repeated = text.label().equals("repeated");
    boolean map = !text.mapKey().isEmpty();
    Kind kind = Kind.of(text.type());
    MessageType message = null;
    Map<String, Integer> names = Map.of();
    if (kind == null) {
      String found = find(text.type(), owner.name());
      message = types.get(found);
      names = enums.getOrDefault(found, Map.of());
      kind = message == null ? Kind.ENUM : Kind.MESSAGE;
    }
    boolean plain = !repeated && !map && text.label().isEmpty() && !text.inOneof();
    return new MessageType.Field(
        text.name(),
        text.number(),
        kind,
        message,
        names,
        repeated,
        text.packed() && kind.packs(),
        map ? Kind.of(text.mapKey()) : null,
        owner.isImplicit() && (repeated || map || (plain && kind != Kind.MESSAGE)));
  }

  private void offer(ProtoFile file) {
    for (ProtoFile.MethodText method : file.methods()) {
      String path = "/" + full(file.pkg(), method.service()) + "/" + method.name();
      methods.put(
          path,
          new ProtoMethod(
              path,
              type(method.input(), file.pkg()),
              type(method.output(), file.pkg()),
              method.rules()));
    }
  }

  private MessageType type(String name, String scope) {
    MessageType type = types.get(find(name, scope));
    if (type == null) {
      throw new ProtoException("'" + name + "' is an enum (expected: a message)");
    }
    return type;
  }

  /// The full name that a name stands for, seen from within a scope: the innermost that fits.
  private String find(String name, String scope) {
    if (name.startsWith(".")) {
      return known(name.substring(1), name);
    }
    for (String outer = scope; !outer.isEmpty(); ) {
      String candidate = outer + "." + name;
      if (types.containsKey(candidate) || enums.containsKey(candidate)) {
        return candidate;
      }
      int dot = outer.lastIndexOf('.');
      outer = dot < 0 ? "" : outer.substring(0, dot);
    }
    return known(name, name);
  }

  private String known(String full, String name) {
    if (!types.containsKey(full) && !enums.containsKey(full)) {
      throw new ProtoException(
          "no type '" + name + "' (expected: one of this file or of the files it imports)");
    }
    return full;
  }

  private static String full(String pkg, String name) {
    return pkg.isEmpty() ? name : pkg + "." + name;
  }

  /// The method that a path calls; null when there is none.
  public @Nullable ProtoMethod method(String path) {
    return methods.get(path);
  }

  /// Every method, in the order of the file.
  public List<ProtoMethod> methods() {
    return List.copyOf(methods.values());
  }
}
