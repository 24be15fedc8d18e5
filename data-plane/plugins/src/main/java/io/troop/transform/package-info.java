/// What the plugins that change requests and answers share: how a change is written, bodies read as
/// a whole, arguments by name, media types.
///
/// Knows no plugin.
@NullMarked
package io.troop.transform;

import org.jspecify.annotations.NullMarked;
