/** The engine. Not for use from outside this module; it changes without notice. */
@NullMarked
package io.verdigris.internal;

import org.jspecify.annotations.NullMarked;
