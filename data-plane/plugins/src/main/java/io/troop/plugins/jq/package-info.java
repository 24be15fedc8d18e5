/// `jq`: changes JSON bodies of requests and answers by programs in jq's language.
@NullMarked
package io.troop.plugins.jq;

import org.jspecify.annotations.NullMarked;
