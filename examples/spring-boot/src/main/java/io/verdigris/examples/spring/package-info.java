/** A deployment service: rollouts are asked for over HTTP. */
@NullMarked
package io.verdigris.examples.spring;

import org.jspecify.annotations.NullMarked;
