/// Which plugin instances take part in a request, and in which order: the scopes that cover it, the
/// most specific first, and the plugins' ranks. Pure: knows no handler. Start reading at
/// [io.troop.routing.scope.Selection].
@NullMarked
package io.troop.routing.scope;

import org.jspecify.annotations.NullMarked;
