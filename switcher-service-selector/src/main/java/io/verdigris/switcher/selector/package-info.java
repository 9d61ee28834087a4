/** Moves traffic by one atomic change of the stable Service's selector. */
@NullMarked
package io.verdigris.switcher.selector;

import org.jspecify.annotations.NullMarked;
