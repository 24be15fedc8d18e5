/// The schema engine: from an annotated record (or, for an uploaded plugin, from a `schema.lua`) to
/// decoding, defaults, validation with Kong's messages, and the answer of `/schemas/…`.
@NullMarked
package io.troop.plugin.schema;

import org.jspecify.annotations.NullMarked;
