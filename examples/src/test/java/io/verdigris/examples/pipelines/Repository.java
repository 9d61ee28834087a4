package io.verdigris.examples.pipelines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of this repository, and the programs of this machine. */
final class Repository {
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  static final Path SCRIPTS = ROOT.resolve("pipelines");
  static final Path WORKFLOW = ROOT.resolve(".github/workflows/blue-green-deploy.yml");

  private Repository() {}

  /** Reads a YAML file whose top is an object. */
  static Map<?, ?> yaml(Path file) throws IOException {
    return (Map<?, ?>)
        new Load(LoadSettings.builder().setLabel(file.toString()).build())
            .loadFromString(Files.readString(file));
  }

  /** Finds a program on the PATH. */
  static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
