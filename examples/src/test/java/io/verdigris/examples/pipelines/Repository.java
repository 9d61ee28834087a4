package io.verdigris.examples.pipelines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of this repository, and the programs of this machine. */
final class Repository {
  static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");
  static final Path SCRIPTS = ROOT.resolve("pipelines");
  static final Path WORKFLOW = ROOT.resolve(".github/workflows/blue-green-deploy.yml");

  private Repository() {}

  /** Reads a YAML file whose top is an object. */
  static Map<?, ?> yaml(Path file) throws IOException {
    return (Map<?, ?>)
        new Load(LoadSettings.builder().setLabel(file.toString()).build())
            .loadFromString(Files.readString(file));
  }

  /** Returns the object in a YAML object that these keys lead to. */
  static Map<?, ?> part(Map<?, ?> in, String... keys) {
    Map<?, ?> part = in;
    for (String key : keys) {
      part = Objects.requireNonNull((Map<?, ?>) part.get(key), key);
    }
    return part;
  }

  /** Returns the keys of a YAML object. */
  static List<String> keys(Map<?, ?> object) {
    return object.keySet().stream().map(Object::toString).toList();
  }

  /** Finds a program on the PATH. */
  static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
