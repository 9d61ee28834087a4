/** What extenders test their extensions with. */
@NullMarked
package io.verdigris.testkit;

import org.jspecify.annotations.NullMarked;
