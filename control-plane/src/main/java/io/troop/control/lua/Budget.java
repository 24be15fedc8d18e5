package io.troop.control.lua;

/// What one run of a schema's code may use. *Immutable.*
///
/// Counts work instead of time, so that a slow machine refuses nothing that a fast one takes.
///
/// @param steps instructions of Lua, and the work of library functions in the same measure
/// @param bytes all memory allocated while it runs, even when it is garbage at once
/// @param textBytes the length of the longest text it may make
/// @param depth how deep calls may nest
record Budget(long steps, long bytes, int textBytes, int depth) {

  /// About a hundred times what the largest published schemas need.
  static final Budget STANDARD = new Budget(5_000_000, 64L << 20, 1 << 20, 180);

  /// A run has used up its budget. An error, not an exception, because Lua's `pcall` catches
  /// exceptions.
  static final class Exceeded extends Error {
    private static final long serialVersionUID = 1L;

    Exceeded(String what) {
      super(what, null, false, false);
    }
  }
}
