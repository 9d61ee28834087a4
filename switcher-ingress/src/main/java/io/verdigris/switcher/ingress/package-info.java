/** Moves traffic at the edge, by one atomic change of what directs it there. */
@NullMarked
package io.verdigris.switcher.ingress;

import org.jspecify.annotations.NullMarked;
