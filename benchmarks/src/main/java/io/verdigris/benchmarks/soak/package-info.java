/** Measures whether a process that rolls out for long grows. */
@NullMarked
package io.verdigris.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
