package io.verdigris.benchmarks.peers;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.benchmarks.process.ArgoMetrics;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Plays promotions and rollbacks of Verdigris and of Argo Rollouts in turn. */
public final class Peers {
  private static final long GRACE_SECONDS = 5;

  /** A pod that ends answers on for two seconds and has each client close its connection. */
  private static final Map<String, String> ENVIRONMENT = Map.of("DRAIN", "2s");

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final TestCluster cluster;
  private final Optional<ArgoMetrics> argo;
  private final Scale scale;
  private final PrintStream out;
  private final AtomicReference<TestApplication> open = new AtomicReference<>();

  /**
   * Plays on this cluster, in namespaces of its own.
   *
   * @param argoMetrics where Argo Rollouts' controller answers Prometheus; empty to play Verdigris
   *     alone
   */
  public Peers(TestCluster cluster, Optional<URI> argoMetrics, Scale scale, PrintStream out) {
    this.cluster = cluster;
    this.argo = argoMetrics.map(address -> new ArgoMetrics(address, TIMEOUT));
    this.scale = scale;
    this.out = out;
  }

  /** Says what is missing for Argo Rollouts and how to get it; empty when all is there. */
  public Optional<String> missing() throws InterruptedException {
    return argo.isPresent() ? ArgoRollouts.missing(cluster.client(), argo.get()) : Optional.empty();
  }

  /**
   * Plays, and prints tables at the end.
   *
   * @return what was measured
   */
  public Measured play() throws InterruptedException {
    var interrupted =
        new Thread(() -> Optional.ofNullable(open.get()).ifPresent(TestApplication::close));
    Runtime.getRuntime().addShutdownHook(interrupted);
    List<Floor.Flip> flips = Floor.play(cluster, scale, open::set);
    try (var web = new TestApplication(cluster)) {
      open.set(web);
      web.service(TestApplication.selector("blue"));
      Deployment deployment = web.deployment("blue", scale.replicas(), ENVIRONMENT, Peers::patient);
      label(deployment);
      PodTemplateSpec template = deployment.getSpec().getTemplate();
      web.awaitReady("blue", scale.replicas());
      web.awaitEntry();
      try (var sight = new Sight(web.client(), web.namespace())) {
        return play(web, sight, template, flips);
      }
    } finally {
      open.set(null);
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  /** Deployments usually carry the labels of their pods; one request finds both colours then. */
  private void label(Deployment deployment) throws InterruptedException {
    var meta = deployment.getMetadata();
    String path =
        "/apis/apps/v1/namespaces/" + meta.getNamespace() + "/deployments/" + meta.getName();
    new Bare(cluster.client())
        .patch(
            path,
            Bare.MERGE_PATCH,
            "{\"metadata\":{\"labels\":{\"app\":\"web\",\"color\":\"blue\"}}}");
  }

  private static PodTemplateSpec patient(PodTemplateSpec template) {
    template.getSpec().setTerminationGracePeriodSeconds(GRACE_SECONDS);
    return template;
  }

  private Measured play(
      TestApplication web, Sight sight, PodTemplateSpec template, List<Floor.Flip> flips)
      throws InterruptedException {
    try (Rounds ours = rounds(Verdigris.start(cluster, web), sight, web)) {
      if (argo.isEmpty()) {
        return measured(ours, Optional.empty(), flips);
      }
      var deployed = ArgoRollouts.deploy(web, argo.get(), sight, template, scale);
      try (Rounds theirs = rounds(deployed, sight, web)) {
        return measured(ours, Optional.of(theirs), flips);
      }
    }
  }

  private Rounds rounds(Contender contender, Sight sight, TestApplication web) {
    return new Rounds(contender, sight, cluster, web.namespace(), scale);
  }

  private Measured measured(Rounds ours, Optional<Rounds> theirs, List<Floor.Flip> flips)
      throws InterruptedException {
    var both = new ArrayList<>(List.of(ours));
    theirs.ifPresent(both::add);
    for (Rounds rounds : both) {
      rounds.warmUp();
    }
    for (int i = 0; i < scale.rounds(); i++) {
      for (Rounds rounds : both) {
        rounds.promote();
      }
      for (Rounds rounds : both) {
        rounds.takeBack();
      }
    }
    new PeersTable(ours, theirs).lines(flips).forEach(out::println);
    out.println();
    out.println("Verdigris: " + Verdigris.TERMS + ".");
    theirs.ifPresent(there -> out.println("Argo Rollouts: " + ArgoRollouts.TERMS + "."));
    var measured = new Measured(both);
    measured.wrong().forEach(what -> out.println("Went wrong, and is not counted: " + what));
    return measured;
  }
}
