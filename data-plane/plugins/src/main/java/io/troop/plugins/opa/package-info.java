/// `opa`: asks an Open Policy Agent whether a request may go on.
///
/// Differs from Kong in that captures of the route's path are not part of the input.
@NullMarked
package io.troop.plugins.opa;

import org.jspecify.annotations.NullMarked;
