/// JSON for plugins and schemas, without a library in anybody's signature: documents are plain maps
/// and lists.
///
/// Start reading at [io.troop.plugin.json.Json].
@NullMarked
package io.troop.plugin.json;

import org.jspecify.annotations.NullMarked;
