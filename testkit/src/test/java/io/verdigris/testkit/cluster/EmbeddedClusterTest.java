package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.verdigris.testkit.cluster.Http.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What only the embedded cluster has: faults, recorded calls, users, and a history to forget. */
@TestInstance(Lifecycle.PER_CLASS)
class EmbeddedClusterTest {
  private EmbeddedCluster cluster;
  private Http http;

  @BeforeAll
  void start() {
    cluster = EmbeddedCluster.start();
    http = new Http(cluster.client(), "default");
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private static ConfigMap map(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .build();
  }

  /** Runs the task while all writes of new objects fare like this. */
  private void spoiled(Interceptor.Fate fate, Runnable task) {
    var spoiling =
        cluster.intercept(request -> request.verb().equals("POST") ? fate : Interceptor.pass());
    try {
      task.run();
    } finally {
      spoiling.close();
    }
  }

  private void createInVain(String name) {
    assertThatThrownBy(() -> cluster.client().resource(map(name)).create())
        .hasStackTraceContaining("IOException");
  }

  @Test
  void a_dropped_request_has_no_effect_unless_it_was_applied() {
    spoiled(Interceptor.drop(), () -> createInVain("dropped"));
    spoiled(Interceptor.applyAndDrop(), () -> createInVain("applied"));
    assertThat(http.get("configmaps/dropped").status()).isEqualTo(404);
    assertThat(http.get("configmaps/applied").status()).isEqualTo(200);
  }

  @Test
  void a_request_is_answered_by_the_test_or_late() {
    spoiled(
        Interceptor.answer(429, Map.of("Retry-After", "7")),
        () -> assertThat(http.create("configmaps", "{}").status()).isEqualTo(429));
    spoiled(
        Interceptor.delay(Duration.ofMillis(30), Interceptor.pass()),
        () ->
            assertThat(http.create("configmaps", "{\"metadata\":{\"name\":\"late\"}}").status())
                .isEqualTo(201));
  }

  @Test
  void each_call_is_told_with_its_status_before_the_answer_is_there() {
    List<ApiCall> calls = Collections.synchronizedList(new ArrayList<>());
    cluster.onCall(calls::add);

    http.get("configmaps/told?pretty=false");

    assertThat(calls)
        .filteredOn(call -> call.path().contains("told"))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.verb()).isEqualTo("GET");
              assertThat(call.path())
                  .isEqualTo("/api/v1/namespaces/default/configmaps/told?pretty=false");
              assertThat(call.status()).isEqualTo(404);
              assertThat(call.userAgent()).startsWith("fabric8-kubernetes-client");
            });
  }

  @Test
  void a_user_may_do_what_its_rules_say_and_is_told_so() {
    var rule =
        new PolicyRuleBuilder()
            .withApiGroups("")
            .withResources("configmaps")
            .withVerbs("get", "create")
            .build();
    var file = cluster.userKubeconfig("deployer", "default", List.of(rule));
    try (KubernetesClient client = KubeconfigClient.open(file)) {
      var own = new Http(client, "default");
      assertThat(own.create("configmaps", "{\"metadata\":{\"name\":\"own\"}}").status())
          .isEqualTo(201);
      Answer refused = own.merge("/apis/apps/v1/namespaces/default/deployments/web", "{}");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.message())
          .isEqualTo(
              "deployments.apps \"web\" is forbidden: User \"deployer\" cannot patch resource"
                  + " \"deployments\" in API group \"apps\" in the namespace \"default\"");
      assertThat(own.get("configmaps?watch=true").message())
          .isEqualTo(
              "configmaps is forbidden: User \"deployer\" cannot watch resource \"configmaps\" in"
                  + " API group \"\" in the namespace \"default\"");
      assertThat(own.get("/api/v1/namespaces").message()).endsWith("at the cluster scope");
      assertThat(allowed(own, "create")).isEqualTo("true");
      assertThat(allowed(own, "delete")).isEqualTo("false");
    }
  }

  private static String allowed(Http http, String verb) {
    Answer answer =
        http.create(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            "{\"spec\":{\"resourceAttributes\":{\"namespace\":\"default\",\"verb\":\""
                + verb
                + "\",\"resource\":\"configmaps\"}}}");
    return Json.at(answer.body(), "status", "allowed").toString();
  }

  @Test
  void a_watch_follows_from_a_version_and_says_when_its_changes_are_forgotten() {
    String version = Json.version(http.get("configmaps").body().deepCopy());
    http.create("configmaps", "{\"metadata\":{\"name\":\"w\",\"labels\":{\"w\":\"1\"}}}");
    http.merge("configmaps/w", "{\"data\":{\"a\":\"1\"}}");
    http.merge("configmaps/w", "{\"metadata\":{\"labels\":null}}");
    String watch =
        "configmaps?watch=true&timeoutSeconds=1&labelSelector=w%3D1&resourceVersion=" + version;

    assertThat(types(http.get(watch))).containsExactly("ADDED", "MODIFIED", "DELETED");
    cluster.forgetHistory();
    Answer gone = http.get(watch);
    assertThat(types(gone)).containsExactly("ERROR");
    assertThat(gone.text()).contains("\"code\":410");
  }

  private static List<String> types(Answer watched) {
    return watched.text().lines().map(line -> Json.text(Json.read(line), "type")).toList();
  }

  @Test
  void an_informer_lives_through_a_forgotten_history() {
    Informable<ConfigMap> maps = cluster.client().configMaps().inNamespace("default");
    try (var informer = maps.inform()) {
      cluster.client().resource(map("seen")).create();
      Patience.until("it is seen", () -> informer.getStore().getByKey("default/seen") != null);
      cluster.forgetHistory();
      cluster.client().configMaps().inNamespace("default").withName("seen").delete();
      Patience.until("it is gone", () -> informer.getStore().getByKey("default/seen") == null);
    }
  }

  @Test
  void changes_are_told_in_their_order() {
    var told = Collections.synchronizedList(new ArrayList<String>());
    cluster
        .state()
        .listen(
            (object, deleted) -> {
              if (object.getMetadata().getName().equals("ordered")) {
                told.add(deleted ? "gone" : String.valueOf(((ConfigMap) object).getData().size()));
              }
            });
    cluster.state().create(map("ordered"));
    for (int i = 1; i <= 3; i++) {
      String key = "k" + i;
      cluster
          .state()
          .update(ConfigMap.class, "default", "ordered", m -> m.edit().addToData(key, "v").build());
    }
    cluster.state().delete(ConfigMap.class, "default", "ordered");

    Patience.until("all is told", () -> told.size() == 5);
    assertThat(told).containsExactly("0", "1", "2", "3", "gone");
  }

  @Test
  void no_change_tells_nobody_and_makes_no_version() {
    ConfigMap made = cluster.state().create(map("same")).orElseThrow();

    Optional<ConfigMap> same =
        cluster.state().update(ConfigMap.class, "default", "same", m -> m.edit().build());

    assertThat(same).contains(made);
    assertThat(cluster.state().create(map("same"))).isEmpty();
  }

  @Test
  void what_is_created_for_an_owner_that_is_gone_goes_too() {
    Pod orphan =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("orphan")
            .addNewOwnerReference()
            .withApiVersion("apps/v1")
            .withKind("ReplicaSet")
            .withName("gone")
            .withUid("no-such-uid")
            .endOwnerReference()
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withImage("x")
            .endContainer()
            .endSpec()
            .build();

    cluster.state().create(orphan);

    assertThat(cluster.state().get(Pod.class, "default", "orphan")).isEmpty();
  }

  @Test
  void a_namespace_takes_its_content_along() {
    http.create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"short\"}}");
    http.create("/api/v1/namespaces/short/configmaps", "{\"metadata\":{\"name\":\"c\"}}");
    http.send("DELETE", "/api/v1/namespaces/short", Http.JSON, "{}");
    http.create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"short\"}}");
    assertThat(http.get("/api/v1/namespaces/short/configmaps/c").status()).isEqualTo(404);
  }

  @Test
  void what_has_finalizers_stays_until_they_are_gone() {
    http.create("configmaps", "{\"metadata\":{\"name\":\"f\",\"finalizers\":[\"x.test/y\"]}}");
    http.send("DELETE", "configmaps/f", Http.JSON, "{}");
    assertThat(Json.at(http.get("configmaps/f").body(), "metadata").has("deletionTimestamp"))
        .isTrue();
    http.merge("configmaps/f", "{\"metadata\":{\"finalizers\":null}}");
    assertThat(http.get("configmaps/f").status()).isEqualTo(404);
  }
}
