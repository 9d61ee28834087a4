package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The container image that {@code -Pimage} has built, as a tar. */
class ImageIT {
  private static final Path IMAGE = Path.of("target", "verdigris-image.tar");
  @TempDir private Path dir;
  private JsonNode config;
  private final List<String> files = new ArrayList<>();

  @BeforeEach
  void unpack() throws Exception {
    assumeTrue(Files.exists(IMAGE), "no image was built; build with -Pimage");
    assertThat(tar("-xf", IMAGE.toAbsolutePath().toString())).isEmpty();
    JsonNode manifest = read("manifest.json").get(0);
    config = read(manifest.get("Config").asString());
    for (JsonNode layer : manifest.get("Layers")) {
      files.addAll(tar("--utc", "--full-time", "-tvzf", layer.asString()));
    }
  }

  private JsonNode read(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(dir.resolve(file)));
  }

  private List<String> tar(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("tar"));
    command.addAll(List.of(arguments));
    Path printed = dir.resolve("printed");
    Process tar =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(tar.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(tar.exitValue()).as(Files.readString(printed)).isZero();
    // not what it remarks on headers that it does not know
    return Files.readAllLines(printed).stream().filter(l -> !l.startsWith("tar: ")).toList();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
  }

  @Test
  void it_runs_the_command_as_nobody_in_particular() {
    JsonNode runs = config.get("config");

    assertThat(texts(runs.get("Entrypoint")))
        .startsWith("java")
        .endsWith("io.verdigris.cli.Verdigris");
    assertThat(runs.get("User").asString()).isEqualTo("65532:65532");
    assertThat(runs.get("Labels").get("org.opencontainers.image.title").asString())
        .isEqualTo("verdigris");
    assertThat(runs.get("Labels").get("org.opencontainers.image.licenses").asString())
        .isEqualTo("Apache-2.0");
  }

  @Test
  void it_holds_the_command_and_all_that_it_needs() throws IOException {
    List<String> names = files.stream().map(line -> line.replaceAll(".*/", "")).toList();
    try (var needed = Files.list(Path.of("target", "lib"))) {
      assertThat(names)
          .containsAll(needed.map(jar -> jar.getFileName().toString()).sorted().toList());
    }
    assertThat(names).anyMatch(name -> name.matches("verdigris-cli-.*\\.jar"));
  }

  @Test
  void the_same_sources_make_the_same_image() {
    assertThat(config.get("created").asString()).isEqualTo("2026-01-01T00:00:00Z");
    // what Jib itself makes has the first second of 1970
    assertThat(files)
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(" 0/0 ")
                    .containsPattern(" (2026-01-01 00:00:00|1970-01-01 00:00:01) "));
  }
}
