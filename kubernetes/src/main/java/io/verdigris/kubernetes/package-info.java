/**
 * What the Kubernetes modules share: one-request access to the API server, fenced patches, slices
 * and watches; and the provisioner of two Deployments, the ConfigMap store, the job hook and the
 * way to pods through the API server.
 */
@NullMarked
package io.verdigris.kubernetes;

import org.jspecify.annotations.NullMarked;
