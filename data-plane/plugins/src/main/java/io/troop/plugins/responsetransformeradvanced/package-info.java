/// `response-transformer-advanced`: as `response-transformer`, for some statuses only, with paths
/// into nested JSON, a list of members that may pass, functions, and bodies replaced as a whole.
///
/// After Kong's public documentation. Functions are written in the part of Lua that only computes.
@NullMarked
package io.troop.plugins.responsetransformeradvanced;

import org.jspecify.annotations.NullMarked;
