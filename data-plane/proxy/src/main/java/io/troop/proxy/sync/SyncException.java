package io.troop.proxy.sync;

/// A conversation with the control plane that can't go on. The message is for the node's log.
final class SyncException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SyncException(String message) {
    super(message);
  }
}
