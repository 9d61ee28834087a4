/** What a new colour that turns bad costs until traffic is back, measured under traffic. */
@NullMarked
package io.verdigris.benchmarks.rollback;

import org.jspecify.annotations.NullMarked;
