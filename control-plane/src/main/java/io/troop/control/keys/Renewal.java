package io.troop.control.keys;

/// Knows where some secrets lie in the database.
public interface Renewal {

  /// Encrypts anew what is not encrypted with the newest key. What others change meanwhile is left
  /// to them: they use the newest key.
  ///
  /// @return how many rows were changed
  long renew();
}
