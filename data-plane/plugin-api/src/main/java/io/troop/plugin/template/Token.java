package io.troop.plugin.template;

/// A word of an expression. *Immutable.*
///
/// @param text the word; of a string, what it stands for
record Token(Kind kind, String text) {

  enum Kind {
    NAME,
    KEYWORD,
    NUMBER,
    STRING,
    SYMBOL,
    END
  }

  boolean is(String word) {
    return (kind == Kind.SYMBOL || kind == Kind.KEYWORD) && text.equals(word);
  }

  /// How messages name it.
  String shown() {
    return kind == Kind.END ? "<eof>" : text;
  }
}
