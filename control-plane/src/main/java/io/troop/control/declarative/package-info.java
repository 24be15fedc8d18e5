/// Kong's declarative format: a whole workspace as one document, and back. An import is one change
/// set that makes the workspace what the document says; an export is a document that imports to the
/// same entities, to the byte.
///
/// Start reading at [DeclarativeImport]. A document is read into [Item]s, one per entity; they get
/// their ids, their references, and then are checked; only then a draft is touched. Follows Kong's
/// `db/schema/others/declarative_config.lua` and, for errors, `db/errors.lua`.
@NullMarked
package io.troop.control.declarative;

import org.jspecify.annotations.NullMarked;
