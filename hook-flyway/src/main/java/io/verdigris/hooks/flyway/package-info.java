/** Runs Flyway's migrations that are safe beside the version that is live. */
@NullMarked
package io.verdigris.hooks.flyway;

import org.jspecify.annotations.NullMarked;
