/// `request-transformer`: changes the path, the method, headers, query arguments and bodies of
/// requests before the upstream gets them.
///
/// As in Kong, with templates for values. Bodies up to 32 MiB are changed; a larger one is refused.
@NullMarked
package io.troop.plugins.requesttransformer;

import org.jspecify.annotations.NullMarked;
