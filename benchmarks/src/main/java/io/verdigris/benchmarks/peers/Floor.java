package io.verdigris.benchmarks.peers;

import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a switch costs whoever asks for it: an idle pair of colours, and nothing but one patch of
 * the Service's selector each time.
 */
final class Floor {
  private static final String SERVICE = "web";
  private static final Duration BETWEEN = Duration.ofSeconds(2);
  private static final Map<String, String> VERSIONS = Map.of("blue", "v1", "green", "v2");

  /**
   * One switch.
   *
   * @param answered from sending the patch to its answer
   * @param slices from the answer until the slices list the other colour's pods
   * @param reached from the answer to the first answer of the other colour on a new connection;
   *     negative where that was the first of both
   */
  record Flip(Duration answered, Duration slices, Duration reached) {}

  private final TestApplication web;
  private final Callers callers;
  private final Sight sight;

  private Floor(TestApplication web, Callers callers, Sight sight) {
    this.web = web;
    this.callers = callers;
    this.sight = sight;
  }

  /**
   * Switches so many times, in a namespace of its own.
   *
   * @param opened is told of that, for the case that nobody gets to close it
   */
  static List<Flip> play(TestCluster cluster, Scale scale, Consumer<TestApplication> opened)
      throws InterruptedException {
    try (var web = new TestApplication(cluster)) {
      opened.accept(web);
      web.service(TestApplication.selector("blue"));
      VERSIONS.forEach(
          (colour, version) ->
              web.deployment(colour, scale.replicas(), Map.of("VERSION", version)));
      for (String colour : VERSIONS.keySet()) {
        web.awaitReady(colour, scale.replicas());
      }
      web.awaitEntry();
      var entry = cluster.entry(web.namespace(), SERVICE);
      try (var callers = Callers.call(entry, scale.perSecond());
          var sight = new Sight(web.client(), web.namespace())) {
        return new Floor(web, callers, sight).flips(scale.flips());
      }
    }
  }

  private List<Flip> flips(int count) throws InterruptedException {
    var flips = new ArrayList<Flip>();
    for (int i = 0; i < count; i++) {
      callers.serve(BETWEEN);
      flips.add(flip(i % 2 == 0 ? "green" : "blue"));
    }
    return flips;
  }

  private Flip flip(String colour) throws InterruptedException {
    String version = VERSIONS.getOrDefault(colour, "");
    Set<String> names = sight.names(SERVICE, version);
    Callers.Run run = callers.run(version, 1);
    Bare.Answer answer =
        new Bare(web.client())
            .patch(
                "/api/v1/namespaces/" + web.namespace() + "/services/" + SERVICE,
                Bare.JSON_PATCH,
                "[{\"op\":\"replace\",\"path\":\"/spec/selector/color\",\"value\":\""
                    + colour
                    + "\"}]");
    Instant slices = sight.awaitServing(SERVICE, names);
    return new Flip(
        answer.took(),
        Duration.between(answer.at(), slices),
        Duration.between(answer.at(), run.await()));
  }
}
