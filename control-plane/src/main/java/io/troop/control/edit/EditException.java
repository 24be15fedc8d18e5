package io.troop.control.edit;

import io.troop.state.EntityKey;
import java.util.Map;

/// A change that is refused for a reason beside its schema and the rules of the store.
public final class EditException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why.
  public sealed interface Reason {

    /// A reference by name leads nowhere: field to unique field to value.
    record Unresolved(Map<String, Map<String, Object>> fields, Map<String, String> targets)
        implements Reason {}

    /// A deletion of something that others use without naming it by a reference.
    record Used(EntityKey entity, String message) implements Reason {}

    /// There is no entity to change.
    ///
    /// @param field `id` or the field it was looked for by
    record Missing(String field, Object value) implements Reason {}

    /// A route that would take the requests of another workspace's, or they its.
    record Collision() implements Reason {}

    /// A path of a route that is not as paths of its workspace have to be.
    record WrongPath(String path, String pattern) implements Reason {}

    /// A new entity with this key was given the id of another.
    record Taken(String field, Object value) implements Reason {}

    /// A new entity was given null for its id.
    record NoId() implements Reason {}

    /// A value that can't be a value of a unique field.
    record InvalidUnique(String field, String message) implements Reason {}
  }

  private final transient Reason reason;

  public EditException(Reason reason) {
    super(reason.getClass().getSimpleName(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
