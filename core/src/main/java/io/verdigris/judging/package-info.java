/**
 * What a rollout is judged by: {@link io.verdigris.judging.Series} keeps the readings, an event's
 * details carry {@link io.verdigris.judging.Terms} and {@link io.verdigris.judging.JudgedSample},
 * and {@link io.verdigris.judging.Replay} judges again what they tell.
 */
@NullMarked
package io.verdigris.judging;

import org.jspecify.annotations.NullMarked;
