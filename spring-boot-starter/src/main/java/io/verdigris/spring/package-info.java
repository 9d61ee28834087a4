/** Puts an orchestrator into a Spring Boot application; {@code docs/embedding.md} tells how. */
@NullMarked
package io.verdigris.spring;

import org.jspecify.annotations.NullMarked;
