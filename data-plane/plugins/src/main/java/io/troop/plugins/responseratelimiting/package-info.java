/// `response-ratelimiting`: so much of what answers say they cost per second, minute, hour, day,
/// month and year.
///
/// As in Kong, except that `block_on_first_violation` also refuses when more than the limit was
/// used up. What an answer costs is known only afterwards, so requests at the same time may
/// together use more than the limit.
@NullMarked
package io.troop.plugins.responseratelimiting;

import org.jspecify.annotations.NullMarked;
