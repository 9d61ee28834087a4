/** How well rules judge a new colour, tried on drawn traffic. */
@NullMarked
package io.verdigris.benchmarks.judging;

import org.jspecify.annotations.NullMarked;
