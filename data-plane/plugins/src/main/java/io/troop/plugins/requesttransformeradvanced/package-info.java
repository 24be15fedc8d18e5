/// `request-transformer-advanced`: as `request-transformer`, with kinds of values, paths into
/// nested JSON, references to vaults, and a list of members that may pass.
///
/// After Kong's public documentation. Only JSON bodies are changed. Values that a path leads to
/// must have a place: objects on the way are not made.
@NullMarked
package io.troop.plugins.requesttransformeradvanced;

import org.jspecify.annotations.NullMarked;
