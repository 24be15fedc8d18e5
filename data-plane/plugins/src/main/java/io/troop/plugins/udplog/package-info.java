/// `udp-log`: sends log entries to a UDP server, a datagram of JSON each.
@NullMarked
package io.troop.plugins.udplog;

import org.jspecify.annotations.NullMarked;
