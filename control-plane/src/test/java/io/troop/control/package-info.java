/// What tests of the control plane share.
@NullMarked
package io.troop.control;

import org.jspecify.annotations.NullMarked;
