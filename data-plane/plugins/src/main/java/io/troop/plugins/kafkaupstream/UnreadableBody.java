package io.troop.plugins.kafkaupstream;

/// A body that is not what its content type says.
final class UnreadableBody extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableBody(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
