/// Tells pages that are open what has changed, so that they need not ask again and again. An event
/// says which answer is out of date, never what it is now: who hears it asks, and is told what they
/// may see. Start reading at [io.troop.control.events.EventEndpoints].
@NullMarked
package io.troop.control.events;

import org.jspecify.annotations.NullMarked;
