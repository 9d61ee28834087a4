/** Runs Liquibase's change sets that are safe beside the version that is live. */
@NullMarked
package io.verdigris.hooks.liquibase;

import org.jspecify.annotations.NullMarked;
