/// Runs what the documentation tells one to type.
@NullMarked
package io.troop.e2e.examples;

import org.jspecify.annotations.NullMarked;
