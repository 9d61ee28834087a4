/** Tells webhooks and Slack channels what happens in rollouts, without ever delaying one. */
@NullMarked
package io.verdigris.notifications;

import org.jspecify.annotations.NullMarked;
