@NullMarked
package io.troop.control.admin.console;

import org.jspecify.annotations.NullMarked;
