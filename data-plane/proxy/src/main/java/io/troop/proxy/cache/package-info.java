/// What a node keeps on its disk: the configuration as it was received, encrypted, in files that
/// are either whole or not there ([DiskCache]). Knows nothing of entities; whoever reads a file
/// back verifies it.
@NullMarked
package io.troop.proxy.cache;

import org.jspecify.annotations.NullMarked;
