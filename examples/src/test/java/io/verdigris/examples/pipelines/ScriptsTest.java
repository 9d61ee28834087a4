package io.verdigris.examples.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single scripts, with other programs than those that they call in earnest. */
class ScriptsTest {
  private final Map<String, String> environment = new TreeMap<>();
  @TempDir private Path dir;

  @BeforeEach
  void settings() {
    assumeTrue(Repository.program("jq").isPresent(), "jq is not on the PATH");
    environment.put("PATH", System.getenv("PATH"));
    environment.put("NAMESPACE", "shop");
    environment.put("SERVICE", "web");
    environment.put("IMAGE", "registry.example/shop/web:v2");
    environment.put("OUT", "results");
  }

  /** Makes a program that notes how it was called and then runs this. */
  private String program(String name, String then) throws IOException {
    Path file = dir.resolve(name);
    Files.writeString(
        file, "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"" + dir + "/calls\"\n" + then + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file.toString();
  }

  private int run(String script, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add("sh");
    command.add(Repository.SCRIPTS.resolve(script).toString());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(dir.resolve("printed").toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String text(String file) throws IOException {
    return Files.readString(dir.resolve(file));
  }

  @ParameterizedTest
  @CsvSource({
    "NAMESPACE, Shop!, must consist of a-z",
    "SERVICE, -f, must consist of a-z",
    "IMAGE, app v2, must be one word",
    "OPTIONS, soak 10m, must hold one option a line",
    "DEPLOYMENT, nowhere.yaml, must be a readable file"
  })
  void a_setting_that_cannot_be_is_named_before_anything_is_done(
      String name, String value, String rule) throws Exception {
    environment.put(name, value);
    environment.put("VERDIGRIS", program("verdigris", "exit 0"));

    assertThat(run("deploy.sh")).isEqualTo(2);
    assertThat(text("printed")).contains(name + " " + rule, value);
    assertThat(dir.resolve("calls")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "0, promoted",
    "10, rejected",
    "11, rolled-back",
    "12, halted",
    "2, usage",
    "1, unexpected",
    "137, unexpected"
  })
  void the_exit_status_is_kept_and_named(int status, String outcome) throws Exception {
    environment.put("VERDIGRIS", program("verdigris", "exit " + status));

    assertThat(run("deploy.sh")).isEqualTo(status);
    assertThat(text("results/results.env")).contains("outcome=" + outcome + "\n");
    assertThat(text("results/summary.md")).contains("`shop/web`: " + outcome + "\n");
  }

  @Test
  void an_option_a_line_becomes_two_words_whatever_is_in_it() throws Exception {
    environment.put("OPTIONS", "--exec ./smoke.sh \"$HOME\" '*' | tee x\n\n# remark\n--approval\n");
    environment.put("SLACK_URL", "http://127.0.0.1/T0K3N");
    environment.put("VERDIGRIS", program("verdigris", "exit 0"));

    assertThat(run("deploy.sh")).isZero();
    assertThat(text("calls"))
        .contains("\n--exec\n./smoke.sh \"$HOME\" '*' | tee x\n--approval\n")
        .contains("\n--notify\nslack:env=SLACK_URL\n")
        .doesNotContain("T0K3N");
  }

  @Test
  void a_deployment_is_rendered_and_nothing_but_the_four_placeholders_is_replaced()
      throws Exception {
    Files.writeString(
        dir.resolve("web.yaml"), "${IMAGE} ${VERSION} ${NAMESPACE}/${SERVICE} ${HOME} $IMAGE");
    environment.put("DEPLOYMENT", "web.yaml");
    environment.put("IMAGE", "registry.example:5000/shop/a&b|c:v2@sha256:12");
    environment.put("VERDIGRIS", program("verdigris", "exit 0"));

    assertThat(run("plan.sh")).isZero();
    assertThat(text("results/deployment.yaml"))
        .isEqualTo("registry.example:5000/shop/a&b|c:v2@sha256:12 v2 shop/web ${HOME} $IMAGE");
    assertThat(text("calls")).contains("-f\nresults/deployment.yaml\n").doesNotContain("--image");
  }

  @Test
  void what_a_cluster_says_does_not_become_markup() throws Exception {
    String end =
        "{\"type\":\"outcome\",\"rollout\":\"web-1\",\"outcome\":\"halted\",\"live\":null,"
            + "\"reason\":\"<b>a|b</b>\\n**c**\"}";
    environment.put(
        "VERDIGRIS",
        program("verdigris", "printf '%s\\n{\"ty' '" + end + "' >results/record.json; exit 12"));

    assertThat(run("deploy.sh")).isEqualTo(12);
    assertThat(text("results/summary.md"))
        .contains("| why | \\<b\\>a\\|b\\</b\\> \\*\\*c\\*\\* |")
        .contains("**A person must look**: `verdigris status -n shop -s web`");
  }

  /** No registry is here: what is asked of Docker is looked at instead. */
  @Test
  void an_image_is_pushed_and_known_by_its_digest_from_then_on() throws Exception {
    environment.put("REGISTRY_USER", "octocat");
    environment.put("REGISTRY_PASSWORD", "T0K3N");
    String docker =
        "case $1 in login) cat >/dev/null ;; inspect)"
            + " echo other/web@sha256:99; echo registry.example/shop/web@sha256:12 ;; esac";
    environment.put("DOCKER", program("docker", docker));

    assertThat(run("image.sh")).as(text("printed")).isZero();
    assertThat(text("calls"))
        .contains("login\n--username\noctocat\n--password-stdin\nregistry.example\n")
        .contains("push\nregistry.example/shop/web:v2\n")
        .doesNotContain("T0K3N");
    assertThat(text("results/results.env"))
        .isEqualTo("image=registry.example/shop/web:v2@sha256:12\n");
  }

  @Test
  void gitlab_is_told_as_github_is() throws Exception {
    assumeTrue(Repository.program("curl").isPresent(), "curl is not on the PATH");
    try (Comments comments = new Comments()) {
      environment.put("GITLAB_TOKEN", Comments.TOKEN);
      environment.put("CI_API_V4_URL", comments.url());
      environment.put("CI_PROJECT_ID", "5");
      environment.put("CI_MERGE_REQUEST_IID", "9");
      environment.put("VERDIGRIS", program("verdigris", "echo would go"));

      assertThat(run("plan.sh")).isZero();
      assertThat(run("comment.sh")).as(text("printed")).isZero();
      assertThat(run("comment.sh")).as(text("printed")).isZero();
      assertThat(comments.bodies()).singleElement().asString().contains("would go");
      assertThat(comments.calls())
          .contains("POST /projects/5/merge_requests/9/notes")
          .contains("PUT /projects/5/merge_requests/9/notes/1");
    }
  }

  @Test
  void a_kubeconfig_is_for_nobody_else_to_read() throws Exception {
    environment.put("KUBECONFIG_DATA", "apiVersion: v1");
    environment.put("KUBECONFIG_FILE", dir.resolve("config").toString());

    assertThat(run("kubeconfig.sh")).isZero();
    assertThat(text("config")).isEqualTo("apiVersion: v1\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("config"))))
        .isEqualTo("rw-------");
  }

  @Test
  void what_was_left_behind_ends_one_way_or_the_other_but_halted_needs_a_person() throws Exception {
    environment.put("VERDIGRIS", program("verdigris", "exit 11"));
    assertThat(run("settle.sh")).isZero();
    environment.put("VERDIGRIS", program("verdigris", "exit 12"));
    assertThat(run("settle.sh")).isEqualTo(12);
  }
}
