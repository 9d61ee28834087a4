package io.verdigris.benchmarks.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a worker is told when it is started.
 *
 * @param kubeconfig the cluster, with all rights
 * @param namespace where all its applications are
 * @param image what all versions of them run; versions differ by a variable only
 * @param lease after how long without a sign of life others may take over
 * @param soak how long a new version is watched
 * @param sample between two looks at a new version
 * @param drain for how long the old version stays after that
 */
public record WorkerTerms(
    Path kubeconfig,
    String namespace,
    String image,
    Duration lease,
    Duration soak,
    Duration sample,
    Duration drain) {

  List<String> arguments() {
    String line =
        Line.of(
                "terms",
                "kubeconfig",
                kubeconfig,
                "namespace",
                namespace,
                "image",
                image,
                "lease",
                lease,
                "soak",
                soak,
                "sample",
                sample,
                "drain",
                drain)
            .toString();
    return List.of(line.split(" ", -1)).subList(1, 8);
  }

  static WorkerTerms of(String... arguments) {
    Map<String, String> fields = Line.fields(Stream.of(arguments));
    var line = new Line("terms", fields);
    return new WorkerTerms(
        Path.of(line.text("kubeconfig")),
        line.text("namespace"),
        line.text("image"),
        Duration.parse(line.text("lease")),
        Duration.parse(line.text("soak")),
        Duration.parse(line.text("sample")),
        Duration.parse(line.text("drain")));
  }
}
