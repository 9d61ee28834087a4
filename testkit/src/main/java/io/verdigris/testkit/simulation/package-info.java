/**
 * Whole rollouts in a simulated cluster: the real engine and the real modules, a manual clock, a
 * seed, faults at any call, and invariants that are checked at every change.
 */
@NullMarked
package io.verdigris.testkit.simulation;

import org.jspecify.annotations.NullMarked;
