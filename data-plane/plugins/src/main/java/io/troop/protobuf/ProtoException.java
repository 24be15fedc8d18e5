package io.troop.protobuf;

/// A `.proto` file that can't be read, or a value that does not fit its message. The message says
/// what is wrong and where.
public final class ProtoException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ProtoException(String message) {
    super(message);
  }

  public ProtoException(String message, Throwable cause) {
    super(message, cause);
  }
}
