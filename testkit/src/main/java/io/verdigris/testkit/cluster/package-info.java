/**
 * Clusters to test on: an embedded one in this JVM, a real one that is already there, and k3s in a
 * container. All three run the same test application and are used in the same way.
 */
@NullMarked
package io.verdigris.testkit.cluster;

import org.jspecify.annotations.NullMarked;
