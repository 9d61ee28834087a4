package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.benchmarks.Mutation.Edit;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Takes one safeguard after the other out of the sources: each time the matrix must notice. */
class MutationTest {
  private static final String ENGINE = "core/src/main/java/io/verdigris/internal/";
  private static final String MODULE = "kubernetes/src/main/java/io/verdigris/kubernetes/";
  private static final Path ROOT = Path.of("..");

  @TempDir private Path directory;

  static Stream<Mutation> mutations() {
    return Stream.of(
        new Mutation(
            "the fence test",
            List.of(
                new Edit(
                    MODULE + "FencedPatch.java",
                    "of(object).test(Long.toString(fence), \"metadata\", \"annotations\", Marks.FENCE)",
                    "of(object)")),
            singles("FREEZES")),
        new Mutation(
            "the slice barrier",
            List.of(
                new Edit(
                    MODULE + "DeploymentProvisioner.java",
                    "if (exact) {",
                    "if (exact || !slices.service().isEmpty()) {")),
            List.of("--part", "storms")),
        new Mutation(
            "the write-ahead save",
            List.of(
                new Edit(
                    ENGINE + "Runner.java",
                    "if (!decision.save()) {",
                    "if (!decision.save() || decision.state().phase() == Phase.PROMOTE) {")),
            singles("DIES_AFTER")),
        new Mutation(
            "the live check before scale-down",
            List.of(
                new Edit(
                    ENGINE + "EnvironmentSteps.java",
                    "if (traffic.serves(colour) || (strict && !traffic.problems().isEmpty())) {",
                    "if (look.state().id().isEmpty()) {"),
                new Edit(
                    MODULE + "LiveCheck.java",
                    "if (ours && colour.label().equals(selected(service))) {",
                    "if (ours && selected(service).equals(\"-\")) {")),
            singles("TRAFFIC_MOVED")),
        new Mutation(
            "the check whether the owner lives",
            List.of(
                new Edit(
                    ENGINE + "OwnerWatch.java",
                    "scheduler.nanoTime()));\n      return Sign.UNKNOWN;",
                    "scheduler.nanoTime()));\n      return Sign.DEAD;")),
            singles("RIVAL")),
        new Mutation(
            "the check whose the ledger is",
            List.of(
                new Edit(
                    ENGINE + "LedgerBook.java",
                    "if (!read.value().owner().equals(owner)) {",
                    "if (read.value().owner().equals(\"-\")) {")),
            singles("FREEZES")),
        new Mutation(
            "the silence of blue before it goes",
            List.of(
                new Edit(
                    ENGINE + "WatchSteps.java",
                    ".filter(s -> atLeast(s, quiet))\n        .isPresent()) {",
                    ".filter(s -> atLeast(s, quiet))\n        .isPresent() || sample.isPresent()) {")),
            List.of("--part", "storms")));
  }

  private static List<String> singles(String fault) {
    return List.of("--part", "singles", "--fault", fault);
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void the_matrix_notices_when_it_is_missing(Mutation mutation) throws Exception {
    String classPath = classPath();
    Path classes = mutation.compile(ROOT, directory, classPath);

    Played played = play(classes + File.pathSeparator + classPath, mutation.part());

    System.out.println("without " + mutation + ": " + played.firstLine());
    assertThat(played.status()).as(played.output()).isEqualTo(1);
    assertThat(played.firstLine()).startsWith("broken: ");
  }

  /** What a run of the matrix said. */
  private record Played(int status, String output) {
    String firstLine() {
      return output.lines().findFirst().orElse("");
    }
  }

  private static Played play(String classPath, List<String> part)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
    command.addAll(List.of("-cp", classPath, Simulate.class.getName(), "matrix", "--first-only"));
    command.addAll(part);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      return new Played(process.waitFor(), output);
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
