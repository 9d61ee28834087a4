package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Contour HTTPProxy with all its fields just as they are, known or not. */
@Group("projectcontour.io")
@Version("v1")
@Kind("HTTPProxy")
@Plural("httpproxies")
final class HttpProxy extends GenericKubernetesResource implements Namespaced {
  private static final long serialVersionUID = 1;
}
