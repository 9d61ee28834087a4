/** The example of the extender's guide: a switcher in a module of its own. */
@NullMarked
package io.verdigris.examples.upstream;

import org.jspecify.annotations.NullMarked;
