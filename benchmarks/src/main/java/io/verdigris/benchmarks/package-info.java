/** What Verdigris promises, tried in bulk and measured. */
@NullMarked
package io.verdigris.benchmarks;

import org.jspecify.annotations.NullMarked;
