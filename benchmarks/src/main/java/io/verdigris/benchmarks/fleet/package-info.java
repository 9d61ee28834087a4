/** Measures many applications in one process, and what happens when such a process dies. */
@NullMarked
package io.verdigris.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
