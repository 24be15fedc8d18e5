/// The API's own description: an OpenAPI document made from the same specs and schemas that serve
/// the API, and a page to read it.
@NullMarked
package io.troop.control.openapi;

import org.jspecify.annotations.NullMarked;
