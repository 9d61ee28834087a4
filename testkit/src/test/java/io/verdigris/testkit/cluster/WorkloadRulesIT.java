package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.Http.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The rules of Services, Deployments and quotas: the embedded server's and a real one's. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class WorkloadRulesIT {
  private static final String TEMPLATE =
      """
      {"metadata":{"labels":{"app":"web"}},
       "spec":{"containers":[{"name":"app","image":"registry.invalid/app:v1",
        "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
        "ports":[{"name":"http","containerPort":8080}],
        "readinessProbe":{"httpGet":{"port":"http"}}}]}}
      """;

  private final TestCluster cluster;
  private TestApplication web;
  private Http http;

  WorkloadRulesIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = new TestApplication(cluster);
    http = new Http(cluster.client(), web.namespace());
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private Answer service(String name, String spec) {
    return http.create(
        "services", "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}");
  }

  private Answer deployment(String name, String spec) {
    return http.create(
        http.in("apps", "deployments"),
        "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}");
  }

  private Answer idle() {
    return deployment(
        "web",
        "{\"replicas\":0,\"selector\":{\"matchLabels\":{\"app\":\"web\"}},\"template\":"
            + TEMPLATE
            + "}");
  }

  private static JsonNode container(Answer deployment) {
    return Json.at(deployment.body(), "spec", "template", "spec", "containers").get(0);
  }

  @Test
  void a_service_gets_its_addresses_and_keeps_them() {
    JsonNode made =
        service("web", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}").body().path("spec");
    assertThat(Json.text(made, "clusterIP")).matches("[0-9.]+");
    assertThat(made.path("ports").get(0).path("nodePort").asInt(0)).isPositive();
    assertThat(made.path("ports").get(0).path("targetPort").asInt(0)).isEqualTo(80);

    JsonNode replaced =
        http.send(
                "PUT",
                "services/web",
                Http.JSON,
                "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"type\":\"NodePort\",\"ports\":"
                    + "[{\"port\":80}]}}")
            .body()
            .path("spec");

    assertThat(replaced.path("clusterIP")).isEqualTo(made.path("clusterIP"));
    assertThat(replaced.path("ports")).isEqualTo(made.path("ports"));
    assertThat(http.merge("services/web", "{\"spec\":{\"clusterIP\":\"10.96.0.99\"}}").message())
        .contains("may not change once set");
  }

  @Test
  void a_service_is_checked() {
    assertThat(service("9Web", "{\"ports\":[{\"port\":80}]}").message())
        .contains("metadata.name: Invalid value: \"9Web\": a DNS-1035 label must");
    assertThat(service("a", "{\"ports\":[{\"port\":70000}]}").message())
        .contains("spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535");
    assertThat(service("a", "{}").message())
        .isEqualTo("Service \"a\" is invalid: spec.ports: Required value");
    assertThat(service("a", "{\"selector\":{\"app\":\"a b\"},\"ports\":[{\"port\":80}]}").message())
        .contains("spec.selector: Invalid value: \"a b\": a valid label must");
    assertThat(service("a", "{\"ports\":[{\"port\":80},{\"port\":81}]}").message())
        .contains("spec.ports[0].name: Required value");
    assertThat(
            service("a", "{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":80}]}")
                .message())
        .contains("provided port is not in the valid range");
  }

  @Test
  void a_deployment_gets_its_defaults() {
    JsonNode spec = idle().body().path("spec");
    assertThat(Json.text(spec, "progressDeadlineSeconds")).isEqualTo("600");
    assertThat(Json.text(spec, "revisionHistoryLimit")).isEqualTo("10");
    assertThat(Json.text(spec, "strategy", "rollingUpdate", "maxSurge")).isEqualTo("25%");
    JsonNode pod = Json.at(spec, "template", "spec");
    assertThat(Json.text(pod, "restartPolicy")).isEqualTo("Always");
    assertThat(Json.text(pod, "terminationGracePeriodSeconds")).isEqualTo("30");
    JsonNode container = pod.path("containers").get(0);
    assertThat(Json.text(container, "imagePullPolicy")).isEqualTo("IfNotPresent");
    assertThat(Json.text(container, "readinessProbe", "failureThreshold")).isEqualTo("3");
    assertThat(Json.text(container, "readinessProbe", "httpGet", "path")).isEqualTo("/");
    assertThat(Json.text(container.path("ports").get(0), "protocol")).isEqualTo("TCP");
  }

  @Test
  void a_deployment_is_checked() {
    String path = http.in("apps", "deployments/web");
    idle();
    assertThat(
            http.merge(path, "{\"spec\":{\"selector\":{\"matchLabels\":{\"b\":\"c\"}}}}").message())
        .contains("spec.selector: Invalid value: ", "field is immutable");
    assertThat(
            deployment(
                    "other",
                    "{\"selector\":{\"matchLabels\":{\"app\":\"x\"}},\"template\":"
                        + TEMPLATE
                        + "}")
                .message())
        .contains("`selector` does not match template `labels`");
    Answer empty = deployment("other", "{\"replicas\":-1,\"template\":{}}");
    assertThat(empty.status()).isEqualTo(422);
    assertThat(empty.message())
        .startsWith("Deployment.apps \"other\" is invalid: [")
        .contains(
            "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
            "spec.selector: Required value",
            "spec.template.spec.containers: Required value");
    assertThat(deployment("other", "{\"replicas\":\"x\"}").status()).isEqualTo(400);
  }

  @Test
  void a_strategic_patch_merges_lists_by_their_keys() {
    idle();
    Answer patched =
        http.send(
            "PATCH",
            http.in("apps", "deployments/web"),
            Http.STRATEGIC,
            """
            {"spec":{"template":{"spec":{"containers":[{"name":"app","image":"registry.invalid/app:v2",
              "env":[{"name":"B","value":"3"},{"name":"A","$patch":"delete"}]}]}}}}
            """);
    assertThat(patched.status()).isEqualTo(200);
    JsonNode container = container(patched);
    assertThat(Json.text(container, "image")).isEqualTo("registry.invalid/app:v2");
    assertThat(container.path("env").size()).isEqualTo(1);
    assertThat(Json.text(container.path("env").get(0), "value")).isEqualTo("3");
    assertThat(container.path("ports").size()).isEqualTo(1);
  }

  @Test
  void only_the_spec_makes_a_new_generation() {
    String path = http.in("apps", "deployments/web");
    idle();
    http.merge(path, "{\"metadata\":{\"labels\":{\"x\":\"1\"}}}");
    assertThat(generation(path)).isEqualTo("1");
    http.merge(path, "{\"spec\":{\"minReadySeconds\":1}}");
    assertThat(generation(path)).isEqualTo("2");
    http.merge(path, "{\"status\":{\"replicas\":7}}");
    assertThat(Json.text(http.get(path).body(), "status", "replicas")).isNotEqualTo("7");
  }

  private String generation(String path) {
    return Json.text(http.get(path).body(), "metadata", "generation");
  }

  @Test
  void a_scale_is_the_number_of_replicas() {
    String scale = http.in("apps", "deployments/web/scale");
    idle();
    assertThat(Json.text(http.get(scale).body(), "status", "selector")).isEqualTo("app=web");
    assertThat(http.merge(scale, "{\"spec\":{\"replicas\":-1}}").status()).isEqualTo(422);
    assertThat(http.merge(scale, "{\"spec\":{\"replicas\":2}}").status()).isEqualTo(200);
    assertThat(Json.text(http.get(http.in("apps", "deployments/web")).body(), "spec", "replicas"))
        .isEqualTo("2");
  }

  @Test
  void a_quota_counts_and_refuses() {
    http.create(
        "resourcequotas",
        "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":{\"count/configmaps\":\"50\","
            + "\"requests.cpu\":\"1\"}}}");
    Patience.until(
        "the quota says what is used",
        () ->
            Json.text(http.get("resourcequotas/q").body(), "status", "used", "requests.cpu")
                .equals("0"));
    assertThat(pod("a", "2").status()).isEqualTo(403);
    assertThat(pod("a", "2").message())
        .isEqualTo(
            "pods \"a\" is forbidden: exceeded quota: q, requested: requests.cpu=2, used:"
                + " requests.cpu=0, limited: requests.cpu=1");
    assertThat(http.create("pods", plain("a", "{}")).message())
        .isEqualTo("pods \"a\" is forbidden: failed quota: q: must specify requests.cpu for: c");
    assertThat(pod("a", "500m").status()).isEqualTo(201);
    Patience.until(
        "the pod is counted",
        () ->
            Json.text(http.get("resourcequotas/q").body(), "status", "used", "requests.cpu")
                .equals("500m"));
  }

  private Answer pod(String name, String cpu) {
    return http.create("pods", plain(name, "{\"requests\":{\"cpu\":\"" + cpu + "\"}}"));
  }

  /** A pod that no node takes. */
  private static String plain(String name, String resources) {
    return """
        {"metadata":{"name":"%s"},"spec":{"nodeSelector":{"no":"node"},
         "containers":[{"name":"c","image":"registry.invalid/x:v1","resources":%s}]}}
        """
        .formatted(name, resources);
  }

  @Test
  void a_pod_that_cannot_be_reached_is_answered_for_by_the_server() {
    assertThat(http.get("pods/none/proxy/x").text())
        .startsWith("{\"kind\":\"Status\",\"apiVersion\":\"v1\"")
        .contains("pods \\\"none\\\" not found");
  }
}
