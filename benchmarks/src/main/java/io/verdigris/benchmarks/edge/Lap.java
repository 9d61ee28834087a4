package io.verdigris.benchmarks.edge;

import java.time.Duration;
import java.util.Optional;

/**
 * What one rollout gave.
 *
 * @param outcome how it ended
 * @param good whether that was as it should be
 * @param fresh from sending the patch that is measured to the last answer of the version that had
 *     to go, on new connections; empty when there was no such answer after it
 * @param kept the same on kept connections
 */
record Lap(String outcome, boolean good, Optional<Duration> fresh, Optional<Duration> kept) {}
