/** The command {@code verdigris}, for people at a terminal and for pipelines. */
@NullMarked
package io.verdigris.cli;

import org.jspecify.annotations.NullMarked;
