/// `response-transformer`: changes headers and JSON bodies of answers.
///
/// As in Kong: what is added or replaced is decided by the headers as the upstream sent them, so a
/// header that was removed is not added again. Bodies beyond 32 MiB pass unchanged.
@NullMarked
package io.troop.plugins.responsetransformer;

import org.jspecify.annotations.NullMarked;
