/// What was done: every request of the Admin API with its answer, and every change with the
/// revision it made, as Kong's audit log shows them, in chains that show whether an entry was
/// changed or taken away. Start reading at `RequestLog` and `ObjectLog`; `Ledger` keeps the
/// entries.
@NullMarked
package io.troop.control.governance.audit;

import org.jspecify.annotations.NullMarked;
