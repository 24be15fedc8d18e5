/// `cors`: answers preflight requests and tells browsers which origins may read answers (the fetch
/// standard).
@NullMarked
package io.troop.plugins.cors;

import org.jspecify.annotations.NullMarked;
