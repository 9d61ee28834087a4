/**
 * What an extension implements. Every call is short, blocking, idempotent and level-triggered:
 * "make it so, and tell me how far it is". The engine owns waiting, time limits, retries and crash
 * recovery, so an extension never sleeps, loops or keeps state.
 */
@NullMarked
package io.verdigris.spi;

import org.jspecify.annotations.NullMarked;
