/** Hooks that need nothing but the JDK: a Java callable and an operating-system command. */
@NullMarked
package io.verdigris.hooks;

import org.jspecify.annotations.NullMarked;
