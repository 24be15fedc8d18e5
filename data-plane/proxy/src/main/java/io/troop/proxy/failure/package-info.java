/// What the gateway answers when a request can't be served: Kong's status codes, texts and bodies
/// live in [io.troop.proxy.failure.FailureAnswers] only.
@NullMarked
package io.troop.proxy.failure;

import org.jspecify.annotations.NullMarked;
