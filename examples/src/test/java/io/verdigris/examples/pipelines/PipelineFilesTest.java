package io.verdigris.examples.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import groovy.lang.GroovyClassLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the pipelines, as far as they can be checked without a cluster. */
class PipelineFilesTest {
  private static final Path EXAMPLE = Repository.SCRIPTS.resolve("caller-example.yml");
  private static final Path GITLAB = Repository.SCRIPTS.resolve("gitlab-ci.yml");
  private static final Path JENKINS = Repository.SCRIPTS.resolve("Jenkinsfile");
  private static final Pattern CALLED = Pattern.compile("\\.verdigris/(pipelines/[a-z]+\\.sh)");
  @TempDir private Path dir;

  private String run(List<String> command) throws IOException, InterruptedException {
    Path printed = dir.resolve("printed");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return process.exitValue() + " " + Files.readString(printed);
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(Repository.SCRIPTS)) {
      return files.filter(file -> file.toString().endsWith(".sh")).sorted().toList();
    }
  }

  /** On the PATH, where `go install` puts it, or built there. */
  private Optional<Path> actionlint() throws IOException, InterruptedException {
    Optional<Path> there = Repository.program("actionlint");
    Optional<Path> go = Repository.program("go");
    if (there.isPresent() || go.isEmpty()) {
      return there;
    }
    String path = run(List.of(go.get().toString(), "env", "GOPATH")).substring(2).strip();
    Path built = Path.of(path, "bin", "actionlint");
    if (!Files.isExecutable(built)) {
      String module = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";
      assumeTrue(
          run(List.of(go.get().toString(), "install", module)).startsWith("0 "),
          "actionlint is not here and cannot be built");
    }
    return Optional.of(built);
  }

  @Test
  void actionlint_finds_nothing_in_the_workflows() throws Exception {
    Optional<Path> actionlint = actionlint();
    assumeTrue(actionlint.isPresent(), "neither actionlint nor Go is on the PATH");
    String program = actionlint.orElseThrow().toString();
    String workflow = Repository.WORKFLOW.toString();

    assertThat(run(List.of(program, "-no-color", workflow, EXAMPLE.toString()))).isEqualTo("0 ");
  }

  @Test
  void shellcheck_finds_nothing_in_the_scripts() throws Exception {
    Optional<Path> shellcheck = Repository.program("shellcheck");
    assumeTrue(shellcheck.isPresent(), "shellcheck is not on the PATH");
    var command = new ArrayList<>(List.of(shellcheck.get().toString()));
    command.addAll(List.of("--shell=sh", "--external-sources"));
    command.add("--source-path=" + Repository.SCRIPTS);
    scripts().forEach(script -> command.add(script.toString()));

    assertThat(run(command)).isEqualTo("0 ");
  }

  @Test
  void all_pipelines_call_scripts_that_are_there_and_each_calls_the_same() throws IOException {
    var all = new TreeSet<String>();
    for (Path file : List.of(Repository.WORKFLOW, GITLAB, JENKINS)) {
      var called = new TreeSet<String>();
      CALLED.matcher(Files.readString(file)).results().map(m -> m.group(1)).forEach(called::add);
      assertThat(called)
          .as(file.toString())
          .contains("pipelines/plan.sh", "pipelines/deploy.sh", "pipelines/handover.sh")
          .allSatisfy(script -> assertThat(Repository.ROOT.resolve(script)).isExecutable());
      all.addAll(called);
    }
    var there = new TreeSet<String>();
    scripts().forEach(script -> there.add("pipelines/" + script.getFileName()));
    there.removeAll(List.of("pipelines/common.sh", "pipelines/summary.sh"));
    assertThat(all).isEqualTo(there);
  }

  @Test
  void the_workflow_has_few_actions_all_of_a_version_and_no_expression_in_a_script()
      throws IOException {
    Workflow workflow = Workflow.read(Repository.WORKFLOW);

    assertThat(workflow.jobs().values())
        .allSatisfy(
            job ->
                assertThat(job.steps())
                    .allSatisfy(
                        step -> {
                          assertThat(step.run()).doesNotContain("${{");
                          assertThat(step.uses()).matches("|actions/[a-z-]+@v\\d+");
                        }));
    assertThat(Repository.yaml(Repository.WORKFLOW).get("permissions")).isEqualTo(Map.of());
  }

  @Test
  void the_caller_gives_only_what_the_workflow_takes() throws IOException {
    Map<?, ?> takes = Repository.part(Repository.yaml(Repository.WORKFLOW), "on", "workflow_call");
    Map<?, ?> web = Repository.part(Repository.yaml(EXAMPLE), "jobs", "web");

    assertThat(Repository.keys(Repository.part(takes, "inputs")))
        .containsAll(Repository.keys(Repository.part(web, "with")));
    assertThat(Repository.keys(Repository.part(takes, "secrets")))
        .containsAll(Repository.keys(Repository.part(web, "secrets")));
  }

  @Test
  void gitlab_is_given_jobs_with_scripts_that_hold_one_line_each() throws IOException {
    Map<?, ?> top = Repository.yaml(GITLAB);

    assertThat(Repository.keys(top))
        .containsExactly(".verdigris", "verdigris:image", "verdigris:plan", "verdigris:deploy");
    for (String job : List.of("verdigris:image", "verdigris:plan", "verdigris:deploy")) {
      Map<?, ?> it = Repository.part(top, job);
      assertThat(Repository.keys(it)).contains("stage", "timeout", "rules", "artifacts");
      // a colon in an unquoted line would make an object of it
      assertThat((List<?>) it.get("script"))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).isInstanceOf(String.class));
    }
    Map<?, ?> deploy = Repository.part(top, "verdigris:deploy");
    assertThat(deploy.get("interruptible")).isEqualTo(false);
    assertThat(deploy.get("resource_group")).isEqualTo("verdigris-$NAMESPACE-$SERVICE");
    assertThat((List<?>) deploy.get("after_script"))
        .allSatisfy(line -> assertThat(line).isInstanceOf(String.class));
  }

  @Test
  void the_jenkinsfile_is_groovy() throws IOException {
    var configuration = new CompilerConfiguration();
    try (var loader = new GroovyClassLoader(getClass().getClassLoader(), configuration)) {
      var unit = new CompilationUnit(configuration, null, loader);
      unit.addSource("Jenkinsfile", Files.readString(JENKINS));
      unit.compile(Phases.CONVERSION);
      assertThat(unit.getErrorCollector().hasErrors()).isFalse();
    }
  }
}
