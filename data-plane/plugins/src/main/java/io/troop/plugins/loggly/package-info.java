/// `loggly`: sends log entries to Loggly as syslog datagrams (RFC 5424).
@NullMarked
package io.troop.plugins.loggly;

import org.jspecify.annotations.NullMarked;
