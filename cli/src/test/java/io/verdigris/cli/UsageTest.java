package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  private final Shell shell = Shell.piped();

  private void refuses(String command, String message) {
    assertThat(shell.run(command.split(" "))).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).contains(message).doesNotContain("Usage:").doesNotContain("\tat ");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("--soak=-5s", "\"-5s\" must not be below zero; give such as"),
        arguments("--soak soon", "\"soon\" is no duration; give such as 500ms, 30s, 10m or 1h30m"),
        arguments("--deploy-timeout 0s", "deploy timeout must be longer than zero, such as 30s"),
        arguments(
            "--image app", "\"app\" must be of the form CONTAINER=IMAGE, such as app=shop/web:2"),
        arguments("--env app=x", "\"app=x\" must be of the form CONTAINER:NAME=VALUE"),
        arguments("--label x", "\"x\" must be of the form NAME=VALUE"),
        arguments("--metrics cpu", "\"cpu\" must be of the form pods:PORT/PATH or prometheus:URL"),
        arguments("--metrics pods:80/m,presett=istio", "with ,preset=ID if need be"),
        arguments("--metrics pods:80/m,preset=contour", "preset of pods must be one of auto"),
        arguments(
            "--metrics prometheus:http://p:9090,preset=envoy",
            "preset of prometheus must be one of auto"),
        arguments("--step 10:5m", "\"10:5m\" must be of the form WEIGHT%:DURATION, such as 10%:5m"),
        arguments("--step 0%:5m", "weight of a step must be from 1 to 99"),
        arguments("--step 50%:5m --step 10%:5m", "weight of step 2 must be more than that"),
        arguments("--step 10%:5m --overlap 30s", "an overlap stands alone"),
        arguments("--max-restarts -1", "max restarts must be at least 0"),
        arguments(
            "--when-blind missing", "must be of the form KIND=hold or KIND=rollback:DURATION"),
        arguments("--when-blind dark=hold", "\"dark\" must be one of no-traffic, missing, failed"),
        arguments(
            "--when-blind missing=hold --when-blind missing=rollback:1m",
            "--when-blind missing was given twice; give it once"),
        arguments("--when-blind missing=rollback:soon", "\"soon\" is no duration"),
        arguments("--metrics pods:99999/m", "port of pods must be a whole number from 1 to 65535"),
        arguments(
            "--max-error-rate 2 --metrics pods:80/m", "max error rate must be a share from 0 to 1"),
        arguments("--max-error-rate 0.1", "give --metrics, such as --metrics pods:8080/metrics"),
        arguments("--compare", "give --metrics, such as --metrics pods:8080/metrics"),
        arguments("--compare-latency 1s", "give --metrics, such as --metrics pods:8080/metrics"),
        arguments("--max-latency 500ms", "\"500ms\" must be of the form SHARE:DURATION"),
        arguments(
            "--max-latency 1.5:1s --metrics pods:80/m",
            "max latency share must be between 0 and 1"),
        arguments("--min-requests 0 --metrics pods:80/m", "min requests must be at least 1"),
        arguments("--entry-detect 0.1", "must come with --entry, but there is none"),
        arguments(
            "--entry http://web --entry-confidence 1",
            "entry confidence must be from 0.5 to 0.9999"),
        arguments("--entry web:80", "entry must be an absolute http or https address"),
        arguments("--verify-http readyz", "path"),
        arguments("--switcher a:b", "\"a:b\" must be of the form ID or ID:KEY=VALUE"),
        arguments("--image app=x:2", "--image of container app was given twice; give it once"),
        arguments("-f nowhere.yaml", "-f \"nowhere.yaml\" does not exist; give the path of a file"),
        arguments("--job nowhere.yaml", "--job \"nowhere.yaml\" does not exist"),
        arguments("--kubeconfig nowhere", "--kubeconfig \"nowhere\" is no readable file"),
        arguments("--notify mail:env=X", "\"mail\" does not fit: it must be of the form webhook"),
        arguments("--notify slack:env=NOT_SET", "environment variable NOT_SET must hold a value"),
        arguments("--notify webhook:env=A,file=b", "it must be of the form webhook or slack"),
        arguments("--notify slack:env=A,secret-env=B", "\"secret\" does not fit"),
        arguments("--notify slack:env=A,events=won", "event \"won\" must be one of started"),
        arguments("--sok 5s", "--soak"),
        arguments("-o xml", "xml"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void a_wrong_option_is_named_with_its_value_and_a_remedy(String option, String message) {
    refuses("run -n shop -s web --image app=x:1 " + option, message);
  }

  @Test
  void a_url_where_its_place_is_asked_for_is_not_repeated() {
    refuses(
        "run -n shop -s web --image app=x:1 --notify slack:https://hooks.example/T0K3N",
        "must be of the form webhook or slack, then :env=NAME");
    assertThat(shell.err()).doesNotContain("T0K3N");
  }

  @Test
  void nothing_to_change_is_no_rollout() {
    refuses("run -n shop -s web", "nothing would change; give --image, --env or --label");
  }

  @Test
  void a_manifest_takes_the_place_of_single_changes(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("web.yaml"), "kind: Deployment");
    refuses(
        "run -n shop -s web --image app=x:1 -f " + file,
        "image, env and label change the live template and cannot be combined with a manifest");
  }

  @Test
  void a_manifest_must_be_text(@TempDir Path dir) throws IOException {
    Path file = Files.write(dir.resolve("web.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    refuses("run -n shop -s web -f " + file, "is not UTF-8 text; give a YAML file");
  }

  @Test
  void a_name_that_no_object_can_have_is_refused() {
    refuses("status -n shop -s Web", "service must be lower-case letters, digits and '-'");
    refuses("status -n Shop -s web", "namespace must be lower-case letters, digits and '-'");
  }

  @Test
  void a_report_cannot_be_a_directory(@TempDir Path dir) {
    refuses(
        "run -n shop -s web --image app=x:1 --report " + dir,
        "is a directory; give the path of a file in it");
  }

  @Test
  void a_broken_kubeconfig_is_named(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("config"), "clusters: [");
    refuses("status -n shop -s web --kubeconfig " + file, file.toString());
  }

  @Test
  void an_unknown_context_is_named_with_those_that_there_are(@TempDir Path dir) throws IOException {
    Path file = kubeconfig(dir);
    refuses(
        "status -n shop -s web --context other --kubeconfig " + file,
        "\"other\" is not in " + file + "; it has [here]");
  }

  private static Path kubeconfig(Path dir) throws IOException {
    return Files.writeString(
        dir.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: here, cluster: {server: "http://127.0.0.1:1"}}]
        users: [{name: me, user: {token: t}}]
        contexts: [{name: here, context: {cluster: here, user: me}}]
        current-context: here
        """);
  }

  @Test
  void an_unknown_switcher_is_named_with_those_that_there_are(@TempDir Path dir)
      throws IOException {
    refuses(
        "plan -n shop -s web --image app=x:1 --switcher mesh --kubeconfig " + kubeconfig(dir),
        "mesh");
    assertThat(shell.err()).contains("service-selector");
  }

  @Test
  void a_cluster_that_does_not_answer_is_unexpected_and_its_address_is_told(@TempDir Path dir)
      throws IOException {
    int status =
        shell.run("status", "-n", "shop", "-s", "web", "--kubeconfig", kubeconfig(dir).toString());

    assertThat(status).isEqualTo(1);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
  }

  @Test
  void the_stack_trace_is_shown_when_asked_for(@TempDir Path dir) throws IOException {
    String file = kubeconfig(dir).toString();

    assertThat(shell.run("status", "-n", "shop", "-s", "web", "-v", "--kubeconfig", file))
        .isEqualTo(1);
    assertThat(shell.err()).contains("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "plan", "resume", "status", "abort", "approve", "rollback"})
  void every_command_has_help_and_needs_a_namespace(String command) {
    assertThat(shell.run(command, "--help")).isZero();
    assertThat(shell.out()).contains("Usage: verdigris " + command).contains("--kubeconfig");
    assertThat(shell.run(command)).isEqualTo(2);
    assertThat(shell.err())
        .contains("--namespace")
        .contains("Try 'verdigris " + command + " --help'");
  }

  @Test
  void a_missing_command_is_asked_for() {
    assertThat(shell.run()).isEqualTo(2);
    assertThat(shell.err()).contains("Missing required subcommand").contains("verdigris --help");
  }

  @Test
  void the_version_is_told() {
    assertThat(shell.run("--version")).isZero();
    assertThat(shell.out()).startsWith("verdigris ");
  }
}
