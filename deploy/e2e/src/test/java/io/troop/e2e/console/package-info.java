/// What an administrator does in the console, done in a browser against real processes.
@NullMarked
package io.troop.e2e.console;

import org.jspecify.annotations.NullMarked;
