/** What benchmarks reach of the engine that nobody else may use. */
@NullMarked
package io.verdigris.internal;

import org.jspecify.annotations.NullMarked;
