/// Texts with expressions in them, such as `Bearer $(headers.token or "none")`, as Kong's
/// transformers take them.
///
/// Start reading at [io.troop.plugin.template.Template]. An expression is a small part of Lua 5.1:
/// values, operators, calls of a few harmless functions, functions without loops. It reads what it
/// is given and nothing else; its steps and the length of its texts are bounded.
@NullMarked
package io.troop.plugin.template;

import org.jspecify.annotations.NullMarked;
