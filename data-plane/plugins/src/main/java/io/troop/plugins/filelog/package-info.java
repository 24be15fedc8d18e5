/// `file-log`: appends log entries to a file on the node, a line of JSON each.
///
/// Differs from Kong in that writing happens off the event loops.
@NullMarked
package io.troop.plugins.filelog;

import org.jspecify.annotations.NullMarked;
