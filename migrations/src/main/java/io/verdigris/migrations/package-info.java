/**
 * Database migrations beside a running version: which SQL is safe, which must wait until no version
 * that runs needs what it takes away, and the hook that sees to it, whatever tool runs them.
 */
@NullMarked
package io.verdigris.migrations;

import org.jspecify.annotations.NullMarked;
