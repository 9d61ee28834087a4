package io.verdigris.kubernetes.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.ServiceSpecBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.verdigris.Finding;
import io.verdigris.VerdigrisException;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.testkit.TestContext;
import io.verdigris.testkit.cluster.ApiRequest;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Interceptor;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.traffic.Tally;
import io.verdigris.testkit.traffic.Traffic;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Adoptions and ejections that are refused, that die at each of their writes, and that are kept.
 */
class AdoptionIT {
  private static final Map<String, String> ORDINARY = Map.of("app", "web");
  private static final String MARK = "verdigris.io/adoption";
  private static final int MOST_WRITES = 40;

  private EmbeddedCluster cluster;
  private TestApplication web;
  private ClusterAccess access;
  private Adoption adoption;

  @BeforeEach
  void open() {
    cluster = EmbeddedCluster.start();
    application();
  }

  private void application() {
    web = new TestApplication(cluster);
    access = ClusterAccess.of(web.context());
    adoption = Adoption.of(access);
    web.service(ORDINARY);
    web.ordinary(2);
  }

  @AfterEach
  void close() {
    access.close();
    web.close();
    cluster.close();
  }

  private AdoptionRequest request() {
    return new AdoptionRequest(
        web.application(), "web", List.of(), Duration.ofMillis(200), Duration.ofSeconds(30), false);
  }

  private void adopt() {
    adoption.adopt(request(), step -> {});
  }

  private void eject() {
    adoption.eject(request(), step -> {});
  }

  private Service service(String name) {
    return web.client().services().inNamespace(web.namespace()).withName(name).get();
  }

  private List<String> deployments() {
    return web.client().apps().deployments().inNamespace(web.namespace()).list().getItems().stream()
        .map(d -> d.getMetadata().getName() + " " + d.getSpec().getReplicas())
        .sorted()
        .toList();
  }

  private void isPair() {
    assertThat(service("web").getSpec().getSelector()).isEqualTo(TestApplication.selector("blue"));
    assertThat(service("web").getMetadata().getAnnotations()).doesNotContainKey(MARK);
    assertThat(deployments()).containsExactly("web-blue 2");
  }

  private void isOrdinary() {
    Service service = service("web");
    assertThat(service.getSpec().getSelector()).isEqualTo(ORDINARY);
    assertThat(Optional.ofNullable(service.getMetadata().getAnnotations()).orElse(Map.of()))
        .isEmpty();
    assertThat(Optional.ofNullable(service.getMetadata().getLabels()).orElse(Map.of())).isEmpty();
    assertThat(deployments()).containsExactly("web 2");
    var pods = web.client().pods().inNamespace(web.namespace()).list().getItems();
    assertThat(pods).allMatch(pod -> !pod.getMetadata().getLabels().containsKey("color"));
  }

  /** Has everything refused from the nth write on, which itself is applied or is not. */
  private final class Death implements Interceptor {
    private final int at;
    private final boolean applied;
    private final AtomicInteger writes = new AtomicInteger();

    Death(int at, boolean applied) {
      this.at = at;
      this.applied = applied;
    }

    @Override
    public Fate decide(ApiRequest request) {
      if (!request.path().contains(web.namespace())) {
        return Interceptor.pass();
      }
      boolean write = !request.verb().equals("GET") && !request.path().contains("dryRun");
      int number = write ? writes.incrementAndGet() : writes.get();
      if (number < at) {
        return Interceptor.pass();
      }
      return number == at && write && applied
          ? Interceptor.applyAndDrop()
          : Interceptor.answer(403, Map.of());
    }
  }

  /** Returns whether the work ended before it came to this write. */
  private boolean diesAt(int write, boolean applied, Runnable work) {
    try (var death = cluster.intercept(new Death(write, applied))) {
      assertThat(death).isNotNull();
      work.run();
      return true;
    } catch (VerdigrisException e) {
      return false;
    }
  }

  /** One death leaves a write undone, the next one its answer unheard; then somebody goes on. */
  private int survives(Runnable work, Runnable before, Runnable after) {
    int write = 0;
    boolean ended = false;
    while (!ended && write < MOST_WRITES) {
      write++;
      before.run();
      try (var traffic = traffic()) {
        ended = diesAt(write, false, work) || diesAt(1, true, work);
        work.run();
        after.run();
        Tally tally = traffic.stop();
        assertThat(tally.failed()).as("write %d: %s", write, tally.problems()).isZero();
        assertThat(tally.requests()).isPositive();
      }
      again();
    }
    return write;
  }

  private Traffic traffic() {
    URI entry = cluster.entry(web.namespace(), "web");
    Patience.until("an answer", () -> answers(entry));
    return Traffic.onNewConnections(entry, 50);
  }

  private static boolean answers(URI entry) {
    try {
      return ((HttpURLConnection) entry.toURL().openConnection()).getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void again() {
    access.close();
    web.close();
    application();
  }

  @Test
  void an_adoption_that_dies_at_any_write_is_gone_on_with_and_loses_no_request() {
    assertThat(survives(this::adopt, () -> {}, this::isPair)).isGreaterThan(5);
  }

  @Test
  void an_ejection_that_dies_at_any_write_is_gone_on_with_and_loses_no_request() {
    assertThat(survives(this::eject, this::adopt, this::isOrdinary)).isGreaterThan(6);
  }

  @Test
  void an_adoption_that_died_at_any_write_is_taken_back_without_a_lost_request() {
    for (int write : List.of(2, 3, 5)) {
      try (var traffic = traffic()) {
        diesAt(write, true, this::adopt);
        eject();
        isOrdinary();
        assertThat(traffic.stop().failed()).as("write %d", write).isZero();
      }
      again();
    }
  }

  @Test
  void done_is_done() {
    adopt();
    assertThat(adoption.planAdoption(request()).done()).isTrue();
    adopt();
    isPair();
    eject();
    assertThat(adoption.planEjection(request()).done()).isTrue();
    eject();
    isOrdinary();
  }

  @Test
  void an_autoscaler_and_a_budget_go_with_the_pods_and_come_back() {
    web.client()
        .resource(
            new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withMaxReplicas(5)
                .withNewScaleTargetRef("apps/v1", "Deployment", "web")
                .endSpec()
                .build())
        .create();
    web.client()
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(ORDINARY)
                .endSelector()
                .endSpec()
                .build())
        .create();

    adopt();
    assertThat(autoscaled()).isEqualTo("web-blue");
    assertThat(budgets()).containsEntry("web", TestApplication.selector("blue"));
    assertThat(budgets()).containsEntry("web-green", TestApplication.selector("green"));

    eject();
    assertThat(autoscaled()).isEqualTo("web");
    assertThat(budgets()).isEqualTo(Map.of("web", ORDINARY));
  }

  private String autoscaled() {
    return web.client()
        .autoscaling()
        .v1()
        .horizontalPodAutoscalers()
        .inNamespace(web.namespace())
        .withName("web")
        .get()
        .getSpec()
        .getScaleTargetRef()
        .getName();
  }

  private Map<String, Map<String, String>> budgets() {
    return web
        .client()
        .policy()
        .v1()
        .podDisruptionBudget()
        .inNamespace(web.namespace())
        .list()
        .getItems()
        .stream()
        .collect(
            Collectors.toMap(
                b -> b.getMetadata().getName(), b -> b.getSpec().getSelector().getMatchLabels()));
  }

  @Test
  void another_service_of_the_same_pods_is_asked_for_and_then_moves_too() {
    web.service("admin", ORDINARY);
    isRefused("Service \"admin\"", "--also admin");
    var both =
        new AdoptionRequest(
            web.application(),
            "web",
            List.of("admin"),
            Duration.ZERO,
            Duration.ofSeconds(30),
            true);
    adoption.adopt(both, step -> {});
    assertThat(service("admin").getSpec().getSelector())
        .isEqualTo(TestApplication.selector("blue"));
    assertThat(deployments()).containsExactly("web 0", "web-blue 2");
    eject();
    assertThat(service("admin").getSpec().getSelector()).isEqualTo(ORDINARY);
    isOrdinary();
  }

  @Test
  void what_cannot_go_well_is_refused_before_anything_is_changed() {
    refuses(s -> s.getSpec().setSelector(Map.of("app", "shop")), "does not select the pods");
    refuses(s -> s.getSpec().setSelector(Map.of()), "selects no pods");
    web.client().apps().deployments().inNamespace(web.namespace()).withName("web").scale(0);
    isRefused("spec.replicas \"0\"", "scale it up first");
    assertThat(service("web").getMetadata().getAnnotations()).isNullOrEmpty();
    assertThat(deployments()).containsExactly("web 0");
  }

  @Test
  void a_service_without_an_address_of_its_own_is_refused() {
    replace(
        new ServiceSpecBuilder()
            .withSelector(ORDINARY)
            .withClusterIP("None")
            .addNewPort()
            .withPort(80)
            .endPort()
            .build());
    isRefused("spec.clusterIP \"None\"", "address of its own");
    replace(
        new ServiceSpecBuilder().withType("ExternalName").withExternalName("web.example").build());
    isRefused("spec.type \"ExternalName\"", "ClusterIP, NodePort or LoadBalancer");
    assertThat(deployments()).containsExactly("web 2");
  }

  private void replace(ServiceSpec spec) {
    web.client().services().inNamespace(web.namespace()).withName("web").delete();
    web.client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName("web")
                .endMetadata()
                .withSpec(spec)
                .build())
        .create();
  }

  @Test
  void a_quota_without_room_for_both_is_refused_and_what_is_there_serves_on() {
    web.client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace(web.namespace())
                .withName("small")
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity("3"))
                .endSpec()
                .build())
        .create();
    Patience.until("the quota counts the pods", () -> "2".equals(usedPods()));

    isRefused("quota small \"pods 3\"", "needs 2 more, but 2 is in use");
    assertThat(deployments()).containsExactly("web 2");
  }

  private String usedPods() {
    var status =
        web.client()
            .resourceQuotas()
            .inNamespace(web.namespace())
            .withName("small")
            .get()
            .getStatus();
    return status == null || status.getUsed() == null
        ? ""
        : String.valueOf(status.getUsed().get("pods"));
  }

  @Test
  void a_right_that_is_missing_is_named_before_anything_is_changed() {
    Path user =
        cluster.userKubeconfig(
            "adopter",
            web.namespace(),
            Refusals.RIGHTS.stream()
                .filter(right -> !right.resource().equals("poddisruptionbudgets"))
                .map(
                    right ->
                        new PolicyRuleBuilder()
                            .withApiGroups(right.group())
                            .withResources(right.resource())
                            .withVerbs(right.verb())
                            .build())
                .toList());
    try (var context = new TestContext(Map.of("kubernetes.kubeconfig", user.toString()));
        ClusterAccess limited = ClusterAccess.of(context)) {
      assertThat(Adoption.of(limited).planAdoption(request()).findings())
          .extracting(Finding::value)
          .contains("create poddisruptionbudgets")
          .allMatch(right -> right.endsWith(" poddisruptionbudgets"));
    }
    assertThat(service("web").getMetadata().getAnnotations()).isNullOrEmpty();
  }

  private void refuses(Consumer<Service> change, String why) {
    edit(change);
    isRefused("spec.selector", why);
    edit(s -> s.getSpec().setSelector(ORDINARY));
  }

  private void edit(Consumer<Service> change) {
    web.client()
        .services()
        .inNamespace(web.namespace())
        .withName("web")
        .edit(
            s -> {
              change.accept(s);
              return s;
            });
  }

  private void isRefused(String... parts) {
    assertThat(adoption.planAdoption(request()).admitted()).isFalse();
    assertThatThrownBy(this::adopt)
        .isInstanceOf(VerdigrisException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void the_manifests_name_no_colour_in_the_services_selector() {
    String yaml = adoption.planAdoption(request()).manifests();
    assertThat(yaml).contains("name: \"web-blue\"", "color: \"blue\"").doesNotContain("clusterIP:");
    assertThat(yaml.substring(0, yaml.indexOf("kind: \"Deployment\""))).doesNotContain("blue\"");
  }
}
