/// `tcp-log`: sends log entries to a TCP server, a line of JSON each, over a connection that is
/// kept.
@NullMarked
package io.troop.plugins.tcplog;

import org.jspecify.annotations.NullMarked;
