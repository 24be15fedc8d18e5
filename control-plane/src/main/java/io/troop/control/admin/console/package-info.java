/// The web console: its own listeners, the files of the page, and the Admin API beside them under
/// one origin. The page itself is written in `control-plane/console`. Start reading at
/// [io.troop.control.admin.console.ConsoleFilter].
@NullMarked
package io.troop.control.admin.console;

import org.jspecify.annotations.NullMarked;
