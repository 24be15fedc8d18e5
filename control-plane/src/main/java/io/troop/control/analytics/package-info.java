/// What the nodes carried: [TrafficLog] adds up their reports in memory, [TrafficStore] keeps
/// minutes and hours in PostgreSQL, and [AnalyticsEndpoints] answers questions about them. Start
/// reading at [TrafficLog].
///
/// Knows nothing of the wire: reports come as [Report].
@NullMarked
package io.troop.control.analytics;

import org.jspecify.annotations.NullMarked;
