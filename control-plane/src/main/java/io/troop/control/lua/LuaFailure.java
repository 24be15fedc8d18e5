package io.troop.control.lua;

/// A schema's code could not be read, failed, or used more than it may. The message is for the
/// user.
final class LuaFailure extends Exception {

  private static final long serialVersionUID = 1L;

  LuaFailure(String message) {
    super(message, null, false, false);
  }
}
