/** A bot that hears of rollouts by a webhook, looks at their tests and approves over HTTP. */
@NullMarked
package io.verdigris.examples.bot;

import org.jspecify.annotations.NullMarked;
