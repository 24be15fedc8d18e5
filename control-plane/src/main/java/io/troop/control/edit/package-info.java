/// What a change to an entity means: from the fields somebody sends to a checked document in a
/// draft. Every way to change configuration goes through [EntityEditor]: the Admin API, change
/// sets, declarative files.
///
/// Knows schemas and the store; nothing of HTTP.
@NullMarked
package io.troop.control.edit;

import org.jspecify.annotations.NullMarked;
