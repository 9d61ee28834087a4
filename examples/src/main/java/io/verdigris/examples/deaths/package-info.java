/**
 * Real processes of the command {@code verdigris} that are killed and stopped under traffic, and
 * what that cost: for the tests of this module and for {@code ./campaign}.
 */
@NullMarked
package io.verdigris.examples.deaths;

import org.jspecify.annotations.NullMarked;
