/// `canary`: sends a share of requests, growing over time if wanted, to another upstream.
@NullMarked
package io.troop.plugins.canary;

import org.jspecify.annotations.NullMarked;
