/// What whole-system tests stand on: child processes, a database, a plain HTTP client and an
/// upstream that answers with what it received. Nothing here uses code of the product.
@NullMarked
package io.troop.e2e.harness;

import org.jspecify.annotations.NullMarked;
