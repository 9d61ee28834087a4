/** What several benchmarks need to look at a process from outside: its JVM, memory and requests. */
@NullMarked
package io.verdigris.benchmarks.process;

import org.jspecify.annotations.NullMarked;
