/// Replays behaviour recorded from a real Kong 3.9 against an installation of ours. The suites and
/// the throwaway keys they use are data in the test resources; `ConformanceIT` is the place to
/// start.
@NullMarked
package io.troop.e2e.conformance;

import org.jspecify.annotations.NullMarked;
