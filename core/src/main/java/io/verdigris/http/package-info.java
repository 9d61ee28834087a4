/** Asks pods over HTTP, straight or through the pod proxy; what extensions that do so share. */
@NullMarked
package io.verdigris.http;

import org.jspecify.annotations.NullMarked;
