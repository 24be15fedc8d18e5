package io.troop.control.declarative;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A declaration that can't be taken, with everything that is wrong with it.
public final class InvalidDeclaration extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, Object> fields;
  private final transient Map<String, Object> restFields;
  private final transient List<Map<String, @Nullable Object>> flattened;

  /// @param fields what is wrong, as a tree beside the document
  /// @param restFields that part of it that concerns no entity
  /// @param flattened the other part, entity by entity
  InvalidDeclaration(
      Map<String, Object> fields,
      Map<String, Object> restFields,
      List<Map<String, @Nullable Object>> flattened) {
    super("invalid declarative configuration", null, false, false);
    this.fields = fields;
    this.restFields = restFields;
    this.flattened = flattened;
  }

  /// One problem with the document as a whole.
  static InvalidDeclaration of(String field, String message) {
    Map<String, Object> fields = Map.of(field, message);
    return new InvalidDeclaration(fields, fields, List.of());
  }

  /// What is wrong, as a tree beside the document.
  ///
  /// @param flat whether entities are told by [#flattened] instead
  public Map<String, Object> fields(boolean flat) {
    return flat ? restFields : fields;
  }

  /// What is wrong entity by entity, in the form that Kong's clients read.
  public List<Map<String, @Nullable Object>> flattened() {
    return flattened;
  }
}
