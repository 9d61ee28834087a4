/**
 * The fleet and its rollouts as a small web page and a JSON API: see {@link
 * io.verdigris.serve.VerdigrisServer}.
 */
@NullMarked
package io.verdigris.serve;

import org.jspecify.annotations.NullMarked;
