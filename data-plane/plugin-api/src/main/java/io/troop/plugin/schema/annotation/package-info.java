/// The words with which a record says what its schema is. All may stand on a record component;
/// those that constrain a value may also stand on the element of a list or the value of a map
/// (`List<@OneOf({"a", "b"}) String>`).
///
/// Plain data: [io.troop.plugin.schema.Schema] gives them their meaning.
@NullMarked
package io.troop.plugin.schema.annotation;

import org.jspecify.annotations.NullMarked;
