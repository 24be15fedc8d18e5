/// Documents: entities in untyped form, as plain maps, lists, texts, numbers and booleans, and
/// their way from and to JSON. Depends on nothing of ours but the canonical writer.
@NullMarked
package io.troop.control.document;

import org.jspecify.annotations.NullMarked;
