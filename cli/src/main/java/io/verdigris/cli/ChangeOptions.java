package io.verdigris.cli;

import io.verdigris.RolloutSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** What makes the new version differ from the live one. */
final class ChangeOptions {
  @Option(
      names = "--image",
      paramLabel = "CONTAINER=IMAGE",
      description = "Sets a container's image in the live template; repeatable.")
  private List<Settings.Image> images = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "CONTAINER:NAME=VALUE",
      description = "Sets an environment variable in the live template; repeatable.")
  private List<Settings.Env> env = new ArrayList<>();

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "Sets a label on the new colour's pods; repeatable.")
  private List<Settings.Label> labels = new ArrayList<>();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "Takes a whole Deployment manifest instead; - reads standard input.")
  private Optional<Path> manifest = Optional.empty();

  /**
   * Puts the change into a spec.
   *
   * @throws IllegalArgumentException when there is none, or it says a thing twice
   */
  void applyTo(RolloutSpec.Builder spec) {
    if (images.isEmpty() && env.isEmpty() && labels.isEmpty() && manifest.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing would change; give --image, --env or --label, or a whole manifest with -f");
    }
    var given = new HashSet<String>();
    for (Settings.Image i : images) {
      once(given, "--image of container " + i.container());
      spec.image(i.container(), i.image());
    }
    for (Settings.Env e : env) {
      once(given, "--env of container " + e.container() + " and variable " + e.name());
      spec.env(e.container(), e.name(), e.value());
    }
    for (Settings.Label l : labels) {
      once(given, "--label " + l.name());
      spec.label(l.name(), l.value());
    }
    manifest.ifPresent(file -> spec.manifest(TextFile.read("-f", file)));
  }

  private static void once(Set<String> given, String what) {
    if (!given.add(what)) {
      throw new IllegalArgumentException(what + " was given twice; give it once");
    }
  }
}
