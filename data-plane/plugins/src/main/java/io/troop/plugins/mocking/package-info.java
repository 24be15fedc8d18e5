/// `mocking`: answers with the examples of an OpenAPI document.
@NullMarked
package io.troop.plugins.mocking;

import org.jspecify.annotations.NullMarked;
