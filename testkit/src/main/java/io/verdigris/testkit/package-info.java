/** For those who extend Verdigris: manual time and a store in memory. */
@NullMarked
package io.verdigris.testkit;

import org.jspecify.annotations.NullMarked;
