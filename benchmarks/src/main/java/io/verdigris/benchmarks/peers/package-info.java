/** Verdigris beside Argo Rollouts, whose controller runs on the same cluster. */
@NullMarked
package io.verdigris.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
