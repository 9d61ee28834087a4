package io.verdigris.benchmarks.peers;

import java.time.Duration;
import java.time.Instant;

/**
 * A request to the API server.
 *
 * @param sent when it was sent
 * @param answered when its answer's header came; the same as sent for what has none, such as a
 *     watch
 * @param kind its verb and resource, such as {@code PATCH services}
 * @param name the object's name; empty for lists
 */
record Call(Instant sent, Instant answered, String kind, String name) {
  Duration took() {
    return Duration.between(sent, answered);
  }
}
