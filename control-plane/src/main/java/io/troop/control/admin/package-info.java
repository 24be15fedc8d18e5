/// The Admin API: Kong's paths, answers and errors over the store, by one machine that reads the
/// specs of all entities. The only package that touches Spring's web classes.
@NullMarked
package io.troop.control.admin;

import org.jspecify.annotations.NullMarked;
