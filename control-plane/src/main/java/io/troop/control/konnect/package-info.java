/// The API that tools for Konnect speak: control planes as resources, and below each of them, under
/// `core-entities`, everything that the Admin API serves. Brings endpoints to the Admin API and
/// knows nothing of HTTP itself.
@NullMarked
package io.troop.control.konnect;

import org.jspecify.annotations.NullMarked;
