/**
 * Writes what happened in rollouts as one HTML page that needs nothing else: see {@link
 * io.verdigris.report.HtmlReport}.
 */
@NullMarked
package io.verdigris.report;

import org.jspecify.annotations.NullMarked;
