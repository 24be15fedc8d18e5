package io.troop.plugin.json;

/// A text that is no JSON: the message says what was expected and at which character.
public final class JsonException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  JsonException(String what, int at) {
    super(what + " at character " + at);
  }
}
