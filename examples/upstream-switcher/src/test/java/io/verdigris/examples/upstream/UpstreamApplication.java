package io.verdigris.examples.upstream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The usual application, blue being live, behind a proxy that reads its upstream. */
record UpstreamApplication(TestApplication web) implements AutoCloseable {
  private static final String NAME = "web-upstream";

  static UpstreamApplication on(TestCluster cluster) {
    return new UpstreamApplication(new TestApplication(cluster));
  }

  /** Creates the Services, the stable one of which selects no pod, and the ConfigMap. */
  void create() {
    web.service(Map.of("app", "web", "color", "none"));
    for (String colour : List.of("blue", "green")) {
      web.service("web-" + colour, TestApplication.selector(colour));
    }
    var upstream =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(web.namespace())
            .withName(NAME)
            .endMetadata()
            .addToData("upstream", "server web-blue:80;")
            .addToData("comment", "web-green is the other one")
            .build();
    web.client().resource(upstream).create();
  }

  private Resource<ConfigMap> resource() {
    return web.client().configMaps().inNamespace(web.namespace()).withName(NAME);
  }

  /** Returns what the proxy reads. */
  String upstream() {
    return Optional.ofNullable(resource().get().getData().get("upstream")).orElseThrow();
  }

  /** Writes what the proxy reads, as a person would. */
  void write(String upstream) {
    resource().edit(map -> map.edit().addToData("upstream", upstream).build());
  }

  @Override
  public void close() {
    web.close();
  }
}
