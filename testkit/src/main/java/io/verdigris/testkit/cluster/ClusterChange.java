package io.verdigris.testkit.cluster;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One change of one object of a {@link SimulatedCluster}.
 *
 * @param writer who made it, as named to {@link SimulatedCluster#client}; empty for the cluster's
 *     own controllers
 * @param kind the object's kind, such as {@code Service}
 * @param before the object before; empty when it was created
 * @param after the object after, or its last state when it was deleted
 */
public record ClusterChange(
    String writer,
    String kind,
    String namespace,
    String name,
    Optional<JsonNode> before,
    JsonNode after,
    boolean deleted) {}
