/// How both planes read their settings: defaults, then a `kong.conf`-style file, then `KONG_*`
/// environment, then flags. A plane lists its settings as [Setting] constants and asks [Settings].
@NullMarked
package io.troop.settings;

import org.jspecify.annotations.NullMarked;
