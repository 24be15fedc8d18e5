/// `http-log`: sends log entries to an HTTP server, one by one or in batches as a JSON array.
///
/// Differs from Kong in that the query of the endpoint is kept.
@NullMarked
package io.troop.plugins.httplog;

import org.jspecify.annotations.NullMarked;
