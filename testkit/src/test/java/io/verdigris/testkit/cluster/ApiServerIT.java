package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.Http.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an API server answers to writes: the embedded one what the real one does. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class ApiServerIT {
  private static final String REFUSED =
      "the server rejected our request due to an error in our request";

  private final TestCluster cluster;
  private TestApplication web;
  private Http http;

  ApiServerIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = new TestApplication(cluster);
    http = new Http(cluster.client(), web.namespace());
    http.create("configmaps", "{\"metadata\":{\"name\":\"c\"},\"data\":{\"a\":\"1\"}}");
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private Map<String, String> data() {
    return web.client().configMaps().inNamespace(web.namespace()).withName("c").get().getData();
  }

  private String version() {
    return Json.version(http.get("configmaps/c").body());
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.message()).isEqualTo(REFUSED);
  }

  @org.junit.jupiter.params.ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'test','path':'/data/a','value':'2'}",
        "{'op':'test','path':'/data/none','value':'2'}",
        "{'op':'test','path':'/none/a','value':null}",
        "{'op':'remove','path':'/data/none'}",
        "{'op':'add','path':'/none/deeper/a','value':'2'}",
        "{'op':'nonsense','path':'/data/a'}",
        "{'path':'/data/a','value':'2'}",
        "{'op':'test','path':'/metadata/resourceVersion','value':'1'}"
      })
  void a_json_patch_that_cannot_be_applied_changes_nothing_and_does_not_say_why(String operation) {
    refused(
        http.jsonPatch(
            "configmaps/c",
            "{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"1\"}",
            operation.replace('\'', '"')));
    assertThat(data()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void a_test_of_a_missing_key_against_null_passes_and_replace_creates_it() {
    Answer answer =
        http.jsonPatch(
            "configmaps/c",
            "{\"op\":\"test\",\"path\":\"/data/b\",\"value\":null}",
            "{\"op\":\"replace\",\"path\":\"/data/b\",\"value\":\"2\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(data()).isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void a_patch_without_effect_makes_no_new_version() {
    String before = version();

    http.jsonPatch("configmaps/c", "{\"op\":\"replace\",\"path\":\"/data/a\",\"value\":\"1\"}");

    assertThat(version()).isEqualTo(before);
  }

  @Test
  void what_is_no_patch_is_a_bad_request() {
    for (String type : new String[] {Http.JSON_PATCH, Http.MERGE}) {
      Answer answer = http.send("PATCH", "configmaps/c", type, "{");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.message()).startsWith("error decoding patch");
    }
    assertThat(http.send("PATCH", "configmaps/c", "text/plain", "{}").status()).isEqualTo(415);
    assertThat(http.send("POST", "configmaps", "text/plain", "{}").status()).isEqualTo(415);
    assertThat(http.create("configmaps", "{").status()).isEqualTo(400);
    assertThat(http.create("configmaps", "{\"kind\":\"Secret\",\"apiVersion\":\"v1\"}").status())
        .isEqualTo(400);
  }

  @Test
  void a_value_of_a_wrong_type_is_invalid() {
    Answer patched =
        http.jsonPatch("configmaps/c", "{\"op\":\"add\",\"path\":\"/data/b\",\"value\":7}");
    assertThat(patched.status()).isEqualTo(422);
    assertThat(patched.message()).contains("cannot unmarshal number");
    assertThat(
            http.create("configmaps", "{\"metadata\":{\"name\":\"d\"},\"data\":{\"a\":1}}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void a_stale_version_is_a_conflict_but_in_the_test_of_a_json_patch() {
    String stale = "{\"metadata\":{\"name\":\"c\",\"resourceVersion\":\"1\"}}";
    assertThat(http.send("PUT", "configmaps/c", Http.JSON, stale).status()).isEqualTo(409);
    assertThat(http.merge("configmaps/c", stale).status()).isEqualTo(409);
    String replace = "{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"1\"}";
    assertThat(http.jsonPatch("configmaps/c", replace).status()).isEqualTo(409);
    Answer deleted =
        http.send(
            "DELETE", "configmaps/c", Http.JSON, "{\"preconditions\":{\"resourceVersion\":\"1\"}}");
    assertThat(deleted.status()).isEqualTo(409);
    assertThat(deleted.reason()).isEqualTo("Conflict");
    refused(http.jsonPatch("configmaps/c", replace.replace("replace", "test")));
    assertThat(data()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void a_replacement_without_a_version_overwrites() {
    Answer answer =
        http.send("PUT", "configmaps/c", Http.JSON, "{\"metadata\":{\"name\":\"c\"},\"data\":{}}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(data()).isNullOrEmpty();
  }

  @Test
  void a_lease_is_replaced_only_with_its_version() {
    String lease = "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"holderIdentity\":\"a\"}}";
    String path = http.in("coordination.k8s.io", "leases/l");
    assertThat(http.send("PUT", path, Http.JSON, lease).status()).isEqualTo(201);
    assertThat(http.send("PUT", path, Http.JSON, lease).status()).isEqualTo(422);
  }

  @Test
  void what_is_there_cannot_be_created_and_what_is_not_cannot_be_changed() {
    Answer again = http.create("configmaps", "{\"metadata\":{\"name\":\"c\"}}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.reason()).isEqualTo("AlreadyExists");
    assertThat(again.message()).isEqualTo("configmaps \"c\" already exists");
    for (Answer missing :
        new Answer[] {
          http.jsonPatch("configmaps/none"),
          http.get("configmaps/none"),
          http.send("DELETE", "configmaps/none", Http.JSON, "{}"),
          http.send("PUT", "configmaps/none", Http.JSON, "{\"metadata\":{\"name\":\"none\"}}")
        }) {
      assertThat(missing.status()).isEqualTo(404);
      assertThat(missing.message()).isEqualTo("configmaps \"none\" not found");
    }
    assertThat(http.get("nothings").status()).isEqualTo(404);
    assertThat(http.get("/apis/no.group/v1/nothings").status()).isEqualTo(404);
    assertThat(http.create("configmaps/c", "{}").status()).isEqualTo(405);
    Answer elsewhere =
        http.create(
            "/api/v1/namespaces/no-such-place/configmaps", "{\"metadata\":{\"name\":\"c\"}}");
    assertThat(elsewhere.message()).isEqualTo("namespaces \"no-such-place\" not found");
  }

  @Test
  void who_an_object_is_cannot_be_changed() {
    String name = "{\"op\":\"replace\",\"path\":\"/metadata/name\",\"value\":\"d\"}";
    assertThat(http.jsonPatch("configmaps/c", name).status()).isEqualTo(400);
    String uid = "{\"op\":\"replace\",\"path\":\"/metadata/uid\",\"value\":\"d\"}";
    assertThat(http.jsonPatch("configmaps/c", uid).status()).isEqualTo(422);
  }

  @Test
  void a_merge_patch_removes_what_is_null() {
    http.merge("configmaps/c", "{\"data\":{\"a\":null,\"b\":\"2\"}}");
    assertThat(data()).isEqualTo(Map.of("b", "2"));
  }

  @Test
  void a_dry_run_says_what_would_be_and_leaves_no_trace() {
    Answer answer = http.create("configmaps?dryRun=All", "{\"metadata\":{\"name\":\"dry\"}}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(http.get("configmaps/dry").status()).isEqualTo(404);
    http.merge("configmaps/c?dryRun=All", "{\"data\":{\"a\":\"2\"}}");
    assertThat(data()).isEqualTo(Map.of("a", "1"));
    assertThat(http.merge("configmaps/c?dryRun=Some", "{}").status()).isEqualTo(422);
  }

  @Test
  void a_name_is_generated() {
    Answer answer = http.create("configmaps", "{\"metadata\":{\"generateName\":\"c-\"}}");
    assertThat(Json.name(answer.body())).matches("c-[a-z0-9]{5}");
    assertThat(http.create("configmaps", "{\"metadata\":{}}").message())
        .contains("name or generateName is required");
  }

  @Test
  void lists_select_by_labels_and_fields() {
    http.create("configmaps", "{\"metadata\":{\"name\":\"d\",\"labels\":{\"x\":\"1\"}}}");
    assertThat(names("labelSelector=x%3D1")).containsExactly("d");
    assertThat(names("labelSelector=x%20in%20(1,2)")).containsExactly("d");
    assertThat(names("labelSelector=x")).containsExactly("d");
    assertThat(names("labelSelector=x!%3D1")).contains("c").doesNotContain("d");
    assertThat(names("labelSelector=x%20notin%20(1)")).contains("c").doesNotContain("d");
    assertThat(names("labelSelector=!x")).contains("c").doesNotContain("d");
    assertThat(names("fieldSelector=metadata.name%3Dc")).containsExactly("c");
    assertThat(http.get("configmaps?labelSelector=x%20in%20(1").status()).isEqualTo(400);
    assertThat(http.get("configmaps?fieldSelector=data.a%3D1").status()).isEqualTo(400);
  }

  private java.util.List<String> names(String query) {
    return http.get("configmaps?" + query).body().path("items").values().stream()
        .map(Json::name)
        .toList();
  }

  @Test
  void what_is_owned_goes_with_its_owner() {
    String uid = Json.uid(http.get("configmaps/c").body());
    http.create(
        "secrets",
        """
        {"metadata":{"name":"s","ownerReferences":
          [{"apiVersion":"v1","kind":"ConfigMap","name":"c","uid":"%s"}]}}
        """
            .formatted(uid));

    http.send("DELETE", "configmaps/c", Http.JSON, "{}");

    Patience.until("the owned secret is gone", () -> http.get("secrets/s").status() == 404);
  }
}
