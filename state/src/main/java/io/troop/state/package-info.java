/// The state both planes share: entities as canonical bytes with their hashes, the immutable
/// [Image] of one control plane's configuration, and its [Root]. Plain Java without a JSON or wire
/// library, so that both planes compute the same hashes. Start reading at [Image].
@NullMarked
package io.troop.state;

import org.jspecify.annotations.NullMarked;
