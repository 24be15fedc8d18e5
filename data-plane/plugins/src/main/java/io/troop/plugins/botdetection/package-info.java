/// `bot-detection`: refuses clients whose `User-Agent` is that of a known bot, or of one the user
/// names.
///
/// Which bots are known is our own list; it covers the crawlers and HTTP libraries that Kong knows.
@NullMarked
package io.troop.plugins.botdetection;

import org.jspecify.annotations.NullMarked;
