/// Says of a request which route takes it, why others don't, and which plugins it meets, as nodes
/// decide it: with the routing they use, over the newest revision. Start reading at
/// [io.troop.control.explain.Explanations].
@NullMarked
package io.troop.control.explain;

import org.jspecify.annotations.NullMarked;
