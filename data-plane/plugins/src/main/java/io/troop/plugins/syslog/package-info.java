/// `syslog`: hands log entries to the syslog daemon of the node.
///
/// The daemon is reached at UDP port 514 of the loopback address (RFC 3164), because a Java process
/// can send no datagrams to `/dev/log`.
@NullMarked
package io.troop.plugins.syslog;

import org.jspecify.annotations.NullMarked;
