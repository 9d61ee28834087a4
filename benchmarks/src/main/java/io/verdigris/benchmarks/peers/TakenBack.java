package io.verdigris.benchmarks.peers;

import java.time.Duration;

/**
 * What one rollback gave.
 *
 * @param fresh from the first bad answer to the last on new connections
 * @param kept the same on kept connections
 * @param bad how many answers were bad
 * @param lost how many requests got no answer
 * @param requests how many requests clients sent
 */
record TakenBack(Duration fresh, Duration kept, long bad, long lost, long requests) {}
