package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.Http.Answer;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Server-side apply and the notes of who owns which fields, on the embedded and a real server. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ApplyIT {
  private final TestCluster cluster;
  private TestApplication web;
  private Http http;

  ApplyIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = new TestApplication(cluster);
    http = new Http(cluster.client(), web.namespace());
    http.create(
        "services?fieldManager=person",
        "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"selector\":{\"app\":\"web\",\"color\":\"blue\"},"
            + "\"ports\":[{\"port\":80}]}}");
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private Answer apply(String manager, boolean force, String meta, String spec) {
    return http.apply(
        "services/web",
        manager,
        force,
        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"web\""
            + (meta.isEmpty() ? "" : "," + meta)
            + "},\"spec\":{"
            + spec
            + "}}");
  }

  private static final String GREEN = "\"selector\":{\"app\":\"web\",\"color\":\"green\"}";

  private static Optional<JsonNode> fields(Answer answer, String manager, String operation) {
    return Json.at(answer.body(), "metadata", "managedFields").values().stream()
        .filter(e -> Json.text(e, "manager").equals(manager))
        .filter(e -> Json.text(e, "operation").equals(operation))
        .map(e -> e.path("fieldsV1"))
        .findFirst();
  }

  private static boolean ownsSelector(Answer answer, String manager, String operation) {
    return fields(answer, manager, operation)
        .map(f -> f.path("f:spec").has("f:selector"))
        .orElse(false);
  }

  @Test
  void who_creates_owns_what_was_said() {
    Answer service = http.get("services/web");
    assertThat(ownsSelector(service, "person", "Update")).isTrue();
    assertThat(fields(service, "person", "Update").orElseThrow().toString())
        .contains("k:{\\\"port\\\":80,\\\"protocol\\\":\\\"TCP\\\"}");
  }

  @Test
  void anothers_field_is_a_conflict_that_names_both() {
    Answer answer = apply("gitops", false, "", GREEN);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.message())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"person\" using v1: .spec.selector");
    JsonNode cause = Json.at(answer.body(), "details", "causes").get(0);
    assertThat(Json.text(cause, "reason")).isEqualTo("FieldManagerConflict");
    assertThat(Json.text(cause, "field")).isEqualTo(".spec.selector");
  }

  @Test
  void force_takes_the_field_over() {
    Answer answer = apply("gitops", true, "", GREEN);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Json.text(answer.body(), "spec", "selector", "color")).isEqualTo("green");
    assertThat(ownsSelector(answer, "gitops", "Apply")).isTrue();
    assertThat(ownsSelector(answer, "person", "Update")).isFalse();
  }

  @Test
  void the_same_value_is_owned_by_both() {
    Answer answer = apply("gitops", false, "", GREEN.replace("green", "blue"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(ownsSelector(answer, "gitops", "Apply")).isTrue();
    assertThat(ownsSelector(answer, "person", "Update")).isTrue();
  }

  @Test
  void what_is_declared_no_more_goes_unless_another_owns_it() {
    apply("gitops", true, "\"labels\":{\"x\":\"1\"},\"annotations\":{\"y\":\"1\"}", GREEN);
    http.merge(
        "services/web?fieldManager=person", "{\"metadata\":{\"annotations\":{\"y\":\"2\"}}}");

    JsonNode after = apply("gitops", true, "", GREEN).body();

    assertThat(Json.at(after, "metadata", "labels").has("x")).isFalse();
    assertThat(Json.text(after, "metadata", "annotations", "y")).isEqualTo("2");
  }

  @Test
  void a_patch_takes_a_field_from_who_applied_it() {
    apply("gitops", true, "", GREEN);

    Answer patched =
        http.send(
            "PATCH",
            "services/web?fieldManager=verdigris",
            Http.JSON_PATCH,
            "[{\"op\":\"replace\",\"path\":\"/spec/selector/color\",\"value\":\"blue\"}]");

    assertThat(ownsSelector(patched, "verdigris", "Update")).isTrue();
    assertThat(ownsSelector(patched, "gitops", "Apply")).isFalse();
    assertThat(apply("gitops", false, "", GREEN).message()).contains("\"verdigris\" using v1");
  }

  @Test
  void what_is_not_there_is_created() {
    Answer made =
        http.apply(
            "configmaps/new",
            "gitops",
            false,
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: new\ndata:\n  a: \"1\"\n");
    assertThat(made.status()).isEqualTo(201);
    assertThat(Json.text(made.body(), "data", "a")).isEqualTo("1");
  }

  @Test
  void an_apply_says_who_applies_and_what() {
    String body = "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"web\"}}";
    Answer nobody = http.send("PATCH", "services/web", Http.APPLY, body);
    assertThat(nobody.status()).isEqualTo(422);
    assertThat(nobody.message()).contains("fieldManager: Required value");
    assertThat(http.apply("services/web", "gitops", false, body.replace("web", "x")).status())
        .isEqualTo(400);
    assertThat(http.apply("services/web", "gitops", false, "{").status()).isEqualTo(400);
    assertThat(http.apply("services/web", "gitops", false, "{\"kind\":\"Service\"}").status())
        .isEqualTo(400);
  }
}
