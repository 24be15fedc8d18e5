/// What a process of the control plane does beside answering: threads that run from its start to
/// its end.
@NullMarked
package io.troop.control.task;

import org.jspecify.annotations.NullMarked;
