/** Verifies a colour over HTTP before it takes traffic; start at {@link HttpCheck}. */
@NullMarked
package io.verdigris.health.http;

import org.jspecify.annotations.NullMarked;
