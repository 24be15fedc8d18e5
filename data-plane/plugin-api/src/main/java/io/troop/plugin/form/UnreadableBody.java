package io.troop.plugin.form;

/// A body that is not what its content type says.
public final class UnreadableBody extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableBody(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
