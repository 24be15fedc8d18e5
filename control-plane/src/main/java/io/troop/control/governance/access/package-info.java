/// Who may do what: users, roles, tokens, sign-in, and the one place where every call of every API
/// is let pass or refused. Start reading at `AccessGuard`; what is needed for which endpoint stands
/// in `Rules`. Kong's RBAC is the yardstick: its words, its endpoints, its order of matching.
@NullMarked
package io.troop.control.governance.access;

import org.jspecify.annotations.NullMarked;
