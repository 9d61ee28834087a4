/** Databases for tests, which need nothing that is not on this machine or in Docker. */
@NullMarked
package io.verdigris.testkit.database;

import org.jspecify.annotations.NullMarked;
