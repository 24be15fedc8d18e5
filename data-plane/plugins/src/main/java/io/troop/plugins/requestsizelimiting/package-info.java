/// `request-size-limiting`: refuses requests whose body is too large.
@NullMarked
package io.troop.plugins.requestsizelimiting;

import org.jspecify.annotations.NullMarked;
