package io.verdigris.kubernetes.adoption;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.RolloutSpec;
import io.verdigris.VerdigrisException;
import io.verdigris.kubernetes.Autoscaler;
import io.verdigris.kubernetes.Autoscalers;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Looks for what belongs to an application's pods and does not go with the colours yet. That takes
 * requests and rights which a rollout does without, so that it is for plans.
 */
public final class Advice implements AutoCloseable {
  private final ClusterAccess cluster;

  private Advice(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Opens a cluster.
   *
   * @param configuration where it is, and the label with the colour, as {@link ClusterAccess} says
   */
  public static Advice open(Map<String, String> configuration) {
    return new Advice(ClusterAccess.open(configuration));
  }

  /** Returns what is recommended for this rollout, in a sentence each; empty for nothing. */
  public List<String> on(RolloutSpec spec) {
    Application application = spec.application();
    var site = new Site(cluster.api(), cluster.colorKey(), application);
    var notes = new ArrayList<String>();
    boolean follows =
        spec.extensions(Extension.Kind.HOOK).stream().anyMatch(e -> e.id().equals(Autoscaler.ID));
    if (!follows) {
      note("horizontalpodautoscalers", () -> autoscaler(site)).ifPresent(notes::add);
    }
    note("poddisruptionbudgets", () -> budget(site)).ifPresent(notes::add);
    return List.copyOf(notes);
  }

  private static Optional<String> note(String kind, Supplier<Optional<String>> look) {
    try {
      return look.get();
    } catch (VerdigrisException e) {
      return Optional.of("whether there are " + kind + " is not known: " + e.getMessage());
    }
  }

  private static Optional<String> autoscaler(Site site) {
    List<String> names =
        Stream.of(Colour.values()).map(c -> Slices.service(site.application(), c)).toList();
    return new Autoscalers(site.api(), site.namespace())
        .of(names).stream()
            .findFirst()
            .map(
                a ->
                    Fences.describe(a)
                        + " sizes "
                        + Autoscalers.target(a)
                        + " and would go on with that, so that the way back shrinks during the soak"
                        + " and what is live is not sized: use --autoscaler");
  }

  private static Optional<String> budget(Site site) {
    return site.service(site.application().service()).stream()
        .flatMap(service -> new Followers(site, site.base(service)).budgets().stream())
        .filter(b -> !Followers.selector(b).containsKey(site.colorKey()))
        .findFirst()
        .map(
            b ->
                Fences.describe(b)
                    + " is for the pods of both colours, so that all of the live one may be evicted"
                    + " while both run: give each colour one of its own, with "
                    + site.colorKey()
                    + " in its selector");
  }

  @Override
  public void close() {
    cluster.close();
  }
}
