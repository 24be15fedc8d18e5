/// Kong's entities: for each, the record that is its schema and the spec that says how it is
/// stored, found and served.
///
/// Both planes use them: the control plane to check and store, the data plane to compile.
@NullMarked
package io.troop.plugin.entity;

import org.jspecify.annotations.NullMarked;
