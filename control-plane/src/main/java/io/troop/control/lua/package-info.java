/// Plugin schemas that users upload as a `schema.lua`: run in a sandbox, read into the same
/// [Schema] that a record gives. Start reading at [UploadedSchema]. Knows the schema engine and
/// LuaJ, and nothing of the store or the web; no LuaJ type leaves this package.
@NullMarked
package io.troop.control.lua;

import org.jspecify.annotations.NullMarked;
