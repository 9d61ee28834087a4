/** The pipelines of {@code .github} and {@code pipelines}, checked and run. */
@NullMarked
package io.verdigris.examples.pipelines;

import org.jspecify.annotations.NullMarked;
