/** Measures promotions and rollbacks under traffic that comes by an edge. */
@NullMarked
package io.verdigris.benchmarks.edge;

import org.jspecify.annotations.NullMarked;
