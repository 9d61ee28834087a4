package io.verdigris.benchmarks.peers;

import io.verdigris.benchmarks.process.Usage;
import java.time.Duration;
import java.util.Optional;

/**
 * What one promotion gave.
 *
 * @param ready from asking for it until all new pods are ready
 * @param moved from then until the Service is seen to select them
 * @param slices from then until its slices are seen to list them
 * @param fresh from the Service to the last answer of the old version on new connections; empty
 *     when there was none after it
 * @param kept the same on kept connections
 * @param requests how many requests clients sent
 * @param failed how many of them failed
 * @param usage what it cost
 * @param parts what was done between ready and moved; empty where that is not told
 */
record Promotion(
    Duration ready,
    Duration moved,
    Duration slices,
    Optional<Duration> fresh,
    Optional<Duration> kept,
    long requests,
    long failed,
    Usage usage,
    Optional<Parts> parts) {}
