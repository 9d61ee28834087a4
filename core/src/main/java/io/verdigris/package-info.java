/**
 * The public API: describe a rollout with {@link io.verdigris.RolloutSpec}, start it with {@link
 * io.verdigris.BlueGreenOrchestrator}, follow it through {@link io.verdigris.Rollout}.
 */
@NullMarked
package io.verdigris;

import org.jspecify.annotations.NullMarked;
