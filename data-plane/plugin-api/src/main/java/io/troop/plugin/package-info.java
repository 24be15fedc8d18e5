/// All that a plugin sees: what it declares ([io.troop.plugin.Plugin]), the phases it may take part
/// in ([io.troop.plugin.Handler]), and the one request it works on ([io.troop.plugin.Exchange]).
///
/// Start reading at [io.troop.plugin.Plugin]. Knows nothing of channels, Spring or the wire between
/// the planes.
@NullMarked
package io.troop.plugin;

import org.jspecify.annotations.NullMarked;
