package io.verdigris.testkit.cluster;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change of one object.
 *
 * @param before the object before; null when it was created
 * @param object the object after, or its last state when it was deleted
 */
record Change(
    long version, Kind kind, @Nullable ObjectNode before, ObjectNode object, boolean deleted) {}
