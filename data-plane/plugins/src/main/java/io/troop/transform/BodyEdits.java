package io.troop.transform;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.troop.plugin.form.FormBody;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.template.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes of a request's body: the members of a JSON object, the fields of a form. *Immutable and
/// thread-safe.*
public final class BodyEdits implements BodyChange {
  private final MemberEdits edits;

  public BodyEdits(MemberEdits edits) {
    this.edits = edits;
  }

  /// The kinds of bodies that can be changed.
  public enum Kind {
    JSON,
    MULTIPART,
    FORM
  }

  @Override
  public boolean isEmpty() {
    return edits.isEmpty();
  }

  @Override
  public boolean reads(@Nullable String contentType) {
    return kind(contentType) != null;
  }

  /// The kind of body that a content type announces; null for another.
  public static @Nullable Kind kind(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (type.contains("application/json")) {
      return Kind.JSON;
    } else if (type.contains("multipart/form-data")) {
      return Kind.MULTIPART;
    }
    return type.contains("application/x-www-form-urlencoded") ? Kind.FORM : null;
  }

  @Override
  public byte @Nullable [] apply(String contentType, byte[] body, Table variables) {
    Kind kind = kind(contentType);
    if (kind == null || (body.length == 0 && !edits.puts())) {
      return null;
    }
    return switch (kind) {
      case JSON -> json(body, variables);
      case FORM -> form(body, variables);
      case MULTIPART -> multipart(contentType, body, variables);
    };
  }

  private byte @Nullable [] json(byte[] body, Table variables) {
    Object value;
    try {
      value = body.length == 0 ? Map.of() : Json.parse(body);
    } catch (JsonException e) {
      return null;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return null;
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    map.forEach((name, member) -> members.put(ByteText.of(String.valueOf(name)), raw(member)));
    Map<String, @Nullable Object> before = new LinkedHashMap<>(members);
    edits.apply(members, variables);
    if (members.equals(before)) {
      return null;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    members.forEach((name, member) -> out.put(ByteText.text(name), cooked(member)));
    return Json.bytes(out);
  }

  /// Texts on the first two levels are the ones edits touch.
  private static @Nullable Object raw(@Nullable Object member) {
    return switch (member) {
      case String text -> ByteText.of(text);
      case List<?> list ->
          list.stream().map(e -> e instanceof String t ? ByteText.of(t) : e).toList();
      case null, default -> member;
    };
  }

  private static @Nullable Object cooked(@Nullable Object member) {
    return switch (member) {
      case String bytes -> ByteText.text(bytes);
      case List<?> list -> {
        List<@Nullable Object> out = new ArrayList<>();
        list.forEach(e -> out.add(e instanceof String b ? ByteText.text(b) : e));
        yield out;
      }
      case null, default -> member;
    };
  }

  private byte @Nullable [] form(byte[] body, Table variables) {
    Map<String, @Nullable Object> fields = QueryTable.read(new String(body, ISO_8859_1));
    Map<String, @Nullable Object> before = new LinkedHashMap<>(fields);
    edits.apply(fields, variables);
    return fields.equals(before) ? null : QueryTable.write(fields).getBytes(ISO_8859_1);
  }

  /// Kong renames before it removes here, and appends nothing.
  private byte @Nullable [] multipart(String contentType, byte[] body, Table variables) {
    if (!(FormBody.parse(contentType, body) instanceof FormBody.Multipart form)) {
      return null;
    }
    List<FormBody.Multipart.Part> parts = new ArrayList<>(form.parts());
    for (Edit edit : edits.renamed()) {
      String name = edit.value(variables);
      String value = first(parts, edit.name());
      if (value != null && name != null && !name.equals(edit.name())) {
        delete(parts, edit.name());
        put(parts, name, value);
      }
    }
    edits.removed().forEach(name -> delete(parts, name));
    for (Edit edit : edits.replaced()) {
      String value = edit.value(variables);
      if (value != null && first(parts, edit.name()) != null) {
        put(parts, edit.name(), value);
      }
    }
    for (Edit edit : edits.added()) {
      String value = edit.value(variables);
      if (value != null && first(parts, edit.name()) == null) {
        put(parts, edit.name(), value);
      }
    }
    return parts.equals(form.parts())
        ? null
        : new FormBody.Multipart(form.boundary(), parts).bytes();
  }

  private static @Nullable String first(List<FormBody.Multipart.Part> parts, String name) {
    for (FormBody.Multipart.Part part : parts) {
      if (part.name().equals(name)) {
        return part.content();
      }
    }
    return null;
  }

  private static void delete(List<FormBody.Multipart.Part> parts, String name) {
    parts.removeIf(part -> part.name().equals(name));
  }

  private static void put(List<FormBody.Multipart.Part> parts, String name, String value) {
    // As in Kong, a field that is there already gives way.
    delete(parts, name);
    String quoted = ByteText.headerValue(name).replace("\"", "%22");
    parts.add(
        new FormBody.Multipart.Part(
            "Content-Disposition: form-data; name=\"" + quoted + "\"", name, value));
  }
}
