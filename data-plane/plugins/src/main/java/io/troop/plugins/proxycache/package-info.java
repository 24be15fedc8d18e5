/// `proxy-cache`: answers of upstreams are kept in memory and given again.
///
/// As in Kong, with its keys, its headers and its reading of `Cache-Control`. The cache is the
/// node's own, bounded in bytes, and shared by all instances as Kong's shared dictionary is.
@NullMarked
package io.troop.plugins.proxycache;

import org.jspecify.annotations.NullMarked;
