/** How figures are summed up and drawn. */
@NullMarked
package io.verdigris.benchmarks.report;

import org.jspecify.annotations.NullMarked;
