/** Measures what is computed for each rollout, without a cluster. */
@NullMarked
package io.verdigris.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
