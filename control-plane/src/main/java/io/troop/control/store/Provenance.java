package io.troop.control.store;

/// Where a commit comes from. *Immutable.*
///
/// @param author who made it, such as a user's name
/// @param message why, in the author's words; empty to tell what it changes
public record Provenance(String author, String message) {}
