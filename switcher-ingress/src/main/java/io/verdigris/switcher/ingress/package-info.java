/** Moves traffic at the edge, by one atomic change of the backends of an Ingress. */
@NullMarked
package io.verdigris.switcher.ingress;

import org.jspecify.annotations.NullMarked;
