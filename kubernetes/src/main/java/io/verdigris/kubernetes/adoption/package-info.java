/**
 * Turns an ordinary Deployment and Service into a blue-green pair and back, without losing a
 * request.
 */
@NullMarked
package io.verdigris.kubernetes.adoption;

import org.jspecify.annotations.NullMarked;
