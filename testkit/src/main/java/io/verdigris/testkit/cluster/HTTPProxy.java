package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** Contour's kind of route, as whatever fields it has. */
@Group("projectcontour.io")
@Version("v1")
@Plural("httpproxies")
public final class HTTPProxy extends GenericKubernetesResource implements Namespaced {
  private static final long serialVersionUID = 1;
}
