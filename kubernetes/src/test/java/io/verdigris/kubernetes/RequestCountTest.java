package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Colour;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many requests the provisioner makes of the API server in a second rollout, watches apart. */
class RequestCountTest {

  @Test
  void no_call_makes_more_requests_than_it_needs() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        var shop = new Shop(cluster)) {
      shop.edit("blue", d -> d.getMetadata().setLabels(Map.of("app", "web", "color", "blue")));
      shop.deploy(shop.green("web-1", 1));
      EnvironmentRequest green =
          shop.request("web-2", 2, shop.app.spec("v3").build(), Colour.GREEN);
      // the engine has the switcher claim and read the stable Service first
      shop.access.wakes().onService(shop.app.application(), "web", () -> {});
      assertThat(shop.access.lately(Service.class, shop.app.namespace(), "web")).isPresent();
      var counts = new LinkedHashMap<String, Integer>();
      count(shop, counts, "observe", () -> shop.provisioner.observe(shop.app.application()));
      count(
          shop,
          counts,
          "admit",
          () -> shop.provisioner.admit(green.spec(), Optional.of(Colour.BLUE), Colour.GREEN));
      count(shop, counts, "claim", () -> shop.provisioner.claim(green.context()));
      count(shop, counts, "prepare", () -> shop.provisioner.prepare(green));
      count(shop, counts, "deploy", () -> shop.provisioner.deploy(green));
      count(shop, counts, "deploy again", () -> shop.provisioner.deploy(green));
      Patience.done(() -> shop.provisioner.deploy(green));
      EnvironmentRequest glance = green.glance();
      shop.provisioner.serving(glance);
      count(shop, counts, "serving, seen", () -> shop.provisioner.serving(glance));
      count(shop, counts, "ready, seen", () -> shop.provisioner.ready(glance));
      count(shop, counts, "serving", () -> shop.provisioner.serving(green));
      count(shop, counts, "ready", () -> shop.provisioner.ready(green));
      count(shop, counts, "restarts", () -> shop.provisioner.restarts(green));
      count(shop, counts, "decommission", () -> shop.provisioner.decommission(green));
      assertThat(counts)
          .containsExactly(
              entry("observe", 1),
              // quotas, and a patch on trial; rights are those of no namespace
              entry("admit", 2),
              entry("claim", 2),
              entry("prepare", 0),
              entry("deploy", 2),
              entry("deploy again", 0),
              entry("serving, seen", 0),
              entry("ready, seen", 0),
              entry("serving", 2),
              entry("ready", 2),
              entry("restarts", 1),
              // of these the last is a second look at what is live, once the pods are gone
              entry("decommission", 4));
    }
  }

  private static void count(Shop shop, Map<String, Integer> counts, String call, Runnable run) {
    shop.calls();
    run.run();
    counts.put(call, shop.calls().size());
  }
}
