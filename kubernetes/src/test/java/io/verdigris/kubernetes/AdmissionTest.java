package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.Versioned;
import io.verdigris.testkit.TestContext;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static EmbeddedCluster cluster;

  private Shop shop;

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() {
    shop = new Shop(cluster);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private Admission admit(RolloutSpec spec) {
    return shop.provisioner.admit(spec, Optional.of(Colour.BLUE), Colour.GREEN);
  }

  /** A user with all rights but one. */
  private Admission as(RolloutSpec spec, String missing) {
    Path user =
        cluster.userKubeconfig(
            "user-" + missing.replace('/', '-'),
            shop.app.namespace(),
            Permissions.ALL.stream()
                .filter(p -> !p.resource().equals(missing))
                .map(
                    p ->
                        new PolicyRuleBuilder()
                            .withApiGroups(p.group())
                            .withResources(p.resource())
                            .withVerbs(p.verb())
                            .build())
                .toList());
    try (var context = new TestContext(Map.of("kubernetes.kubeconfig", user.toString()))) {
      return new DeploymentProvisionerProvider()
          .create(context)
          .admit(spec, Optional.of(Colour.BLUE), Colour.GREEN);
    }
  }

  @Test
  void a_missing_right_is_a_finding_that_names_it() {
    assertThat(as(shop.spec(), "resourcequotas").findings())
        .extracting(Finding::value)
        .containsExactly("list resourcequotas");
  }

  @Test
  void every_write_of_a_rollout_is_in_the_plan() {
    List<PlannedCall> plan = admit(shop.spec()).calls();
    shop.calls();
    shop.deploy(shop.green("web-1", 1));
    Patience.done(() -> shop.provisioner.decommission(shop.green("web-1", 1)));

    List<String> writes =
        shop.calls().stream()
            .filter(c -> !c.startsWith("GET"))
            .map(c -> c.substring(c.lastIndexOf('/') + 1))
            .distinct()
            .toList();
    assertThat(writes).isNotEmpty();
    assertThat(plan)
        .extracting(PlannedCall::object)
        .anySatisfy(o -> assertThat(o).startsWith("ConfigMap"))
        .anySatisfy(o -> assertThat(o).startsWith("Lease"));
    assertThat(plan)
        .filteredOn(c -> c.phase().compareTo(Phase.PROMOTED) > 0)
        .isNotEmpty()
        .allMatch(c -> c.purpose().startsWith("on the way back only"));
    assertThat(writes)
        .allSatisfy(
            name ->
                assertThat(plan)
                    .anyMatch(
                        c ->
                            c.object().endsWith("/" + name)
                                || c.object()
                                    .toLowerCase(Locale.ROOT)
                                    .contains(name.substring(0, name.length() - 1))));
  }

  private static PodSpec needing(String cpu) {
    return new PodSpecBuilder()
        .addNewContainer()
        .withName("app")
        .withNewResources()
        .addToRequests("cpu", new Quantity(cpu))
        .endResources()
        .endContainer()
        .addNewInitContainer()
        .withName("init")
        .withNewResources()
        .addToLimits("cpu", new Quantity("300m"))
        .endResources()
        .endInitContainer()
        .build();
  }

  private void quota() {
    shop.app
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace(shop.app.namespace())
                .withName("small")
                .endMetadata()
                .withNewSpec()
                .addToHard("requests.cpu", new Quantity("1"))
                .endSpec()
                .build())
        .create();
    Patience.until("the quota is counted", this::isCounted);
  }

  private boolean isCounted() {
    var quota =
        shop.app
            .client()
            .resourceQuotas()
            .inNamespace(shop.app.namespace())
            .withName("small")
            .get();
    return quota.getStatus() != null && quota.getStatus().getHard() != null;
  }

  @Test
  void a_quota_has_room_for_as_many_pods_as_fit() {
    quota();
    var check = new QuotaCheck(shop.access.api(), shop.app.namespace());
    assertThat(check.tooSmall(needing("250m"), 1)).isEmpty();
    assertThat(check.tooSmall(needing("400m"), 3))
        .singleElement()
        .extracting(Finding::problem)
        .asString()
        .contains("needs 1.2 more", "0 is in use");
  }

  @Test
  void ledgers_are_watched_and_other_config_maps_are_not_even_listed() throws Exception {
    var listed = new CopyOnWriteArrayList<String>();
    cluster.onCall(
        call -> {
          if (call.verb().equals("GET")
              && call.path().contains(shop.app.namespace() + "/configmaps?")) {
            listed.add(call.path());
          }
        });
    RolloutStore store = new ConfigMapStoreProvider().create(shop.app.context());
    store.save(shop.app.application(), new Versioned<>(Ledger.empty(), ""));
    var woken = new CountDownLatch(1);
    try (AutoCloseable watch = store.watch(shop.app.application(), woken::countDown)) {
      assertThat(watch).isNotNull();
      Versioned<Ledger> there = store.load(shop.app.application());
      Patience.until(
          "the ledgers are watched", () -> listed.stream().anyMatch(p -> p.contains("watch=true")));
      store.save(
          shop.app.application(),
          new Versioned<>(
              new Ledger(1, 0, 0, "other", there.value().state(), List.of(), Optional.empty()),
              there.version()));
      assertThat(woken.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(listed).allMatch(p -> p.contains("labelSelector=verdigris.io%2Fledger"));
  }

  @Test
  void deployments_that_carry_their_pods_labels_are_read_together() {
    Deployment blue = shop.deployment("blue");
    assertThat(blue.getSpec()).isNotNull();
    shop.edit("blue", d -> d.getMetadata().setLabels(Map.of("app", "web", "color", "blue")));
    shop.deploy(shop.green("web-1", 1));
    admit(shop.app.spec("v3").build());
    shop.calls();

    shop.provisioner.ready(shop.green("web-1", 1));

    assertThat(shop.calls()).hasSize(2).allMatch(c -> c.matches(".*/(deployments|endpointslices)"));
  }
}
