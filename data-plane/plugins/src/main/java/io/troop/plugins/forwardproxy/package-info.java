/// `forward-proxy`: reaches upstreams through an HTTP proxy.
///
/// Plain requests flow through it with an absolute target; secured ones go through a tunnel, their
/// bodies held as a whole.
@NullMarked
package io.troop.plugins.forwardproxy;

import org.jspecify.annotations.NullMarked;
