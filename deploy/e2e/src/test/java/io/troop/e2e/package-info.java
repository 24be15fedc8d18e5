/// Whole-system tests: real processes of both planes, started from their installed form, spoken to
/// as a user speaks to them. {@link io.troop.e2e.harness.Installation} starts and stops them.
@NullMarked
package io.troop.e2e;

import org.jspecify.annotations.NullMarked;
