/** Steady HTTP traffic for tests and demonstrations, counted as a client sees it. */
@NullMarked
package io.verdigris.testkit.traffic;

import org.jspecify.annotations.NullMarked;
