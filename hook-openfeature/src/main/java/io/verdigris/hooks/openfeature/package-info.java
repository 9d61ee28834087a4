/** Raises a feature flag after a promotion, and takes it back first where traffic goes back. */
@NullMarked
package io.verdigris.hooks.openfeature;

import org.jspecify.annotations.NullMarked;
