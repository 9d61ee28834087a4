package io.verdigris.examples;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Entry;
import io.verdigris.HardLimits;
import io.verdigris.Plan;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.health.http.HttpCheck;
import io.verdigris.metrics.prometheus.PodMetrics;
import io.verdigris.report.HtmlReport;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Promotes a good version and rolls a bad one back while clients send requests, shows both as they
 * happen and leaves a page to look at.
 */
final class Demo {
  /** How many requests are watched before the first rollout, and after each. */
  private static final int WARM = 600;

  private static final int ENOUGH = 200;

  private final Shop shop;
  private final Clients clients;
  private final Screen screen;
  private final HtmlReport report;
  private final Settings settings;

  /**
   * How the demo goes.
   *
   * @param namespace where the application is deployed; must not exist
   * @param perSecond requests a second on new connections, and as many on kept ones
   * @param soak how long a new version is watched
   * @param drain how long the old version serves the connections that are kept
   * @param page where the page goes
   */
  record Settings(String namespace, int perSecond, Duration soak, Duration drain, Path page) {
    private static final Duration SOAK = Duration.ofSeconds(6);
    private static final Duration DRAIN = Duration.ofSeconds(3);

    /** A namespace on a real cluster says whose it is. */
    static Settings of(DemoOptions options) {
      String namespace = options.kubeconfig().isPresent() ? "verdigris-demo" : "shop";
      return new Settings(namespace, 100, SOAK, DRAIN, options.page());
    }
  }

  /**
   * What came of it.
   *
   * @param good the promotion
   * @param bad the rollback
   * @param wrong what was not as it should be, a sentence each
   */
  record Result(Trial good, Trial bad, List<String> wrong) {}

  private Demo(Shop shop, Clients clients, Screen screen, HtmlReport report, Settings settings) {
    this.shop = shop;
    this.clients = clients;
    this.screen = screen;
    this.report = report;
    this.settings = settings;
  }

  /**
   * Runs as the command line says; the exit status is 0 when both rollouts ended as they should.
   */
  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(DemoOptions.USAGE);
      return;
    }
    System.exit(status(List.of(arguments)));
  }

  private static int status(List<String> arguments) throws InterruptedException {
    try {
      return run(DemoOptions.parse(arguments)).isEmpty() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage() + "\n\n" + DemoOptions.USAGE);
      return 2;
    } catch (IllegalStateException | KubernetesClientException e) {
      System.err.println("demo: " + e.getMessage());
      return 1;
    }
  }

  /** Returns what was wrong. */
  private static List<String> run(DemoOptions options) throws InterruptedException {
    try (TestCluster cluster = options.cluster();
        Screen screen = Screen.ofProcess()) {
      Result result = run(cluster, Settings.of(options), screen);
      screen.end(result.wrong(), options.page());
      return result.wrong();
    }
  }

  /** Runs on this cluster and shows on this screen. */
  static Result run(TestCluster cluster, Settings settings, Screen screen)
      throws InterruptedException {
    screen.fact("cluster", cluster.name() + ", " + cluster.kubeconfig());
    var report = new HtmlReport("Verdigris demo");
    if (cluster instanceof EmbeddedCluster embedded) {
      embedded.onCall(call -> report.apiCall(call.at(), call.verb(), call.path(), call.status()));
    }
    try (Shop shop = Shop.deploy(cluster, settings.namespace());
        Clients clients = Clients.start(shop.entry(), settings.perSecond());
        BlueGreenOrchestrator orchestrator =
            BlueGreenOrchestrator.builder()
                .configuration(Map.of("kubernetes.kubeconfig", cluster.kubeconfig().toString()))
                .listener(report)
                .listener(screen)
                .build()) {
      return new Demo(shop, clients, screen, report, settings).run(orchestrator);
    }
  }

  private Result run(BlueGreenOrchestrator orchestrator) throws InterruptedException {
    clients.onAnswer(this::seen);
    introduce();
    screen.fact("plan", told(orchestrator.plan(spec("v2", 0))));
    clients.more(WARM);

    screen.heading("1. A good version: v2");
    Trial good = trial(orchestrator, "v2", spec("v2", 0));
    List<String> wrong = verdict(good, good.wrongWithPromotion());

    screen.heading("2. A bad version: v3 passes its health checks, but fails 20 % of its requests");
    Trial bad = trial(orchestrator, "v3", spec("v3", 0.2));
    wrong.addAll(verdict(bad, bad.wrongWithRollback()));

    report.write(settings.page());
    return new Result(good, bad, wrong);
  }

  private void introduce() {
    int rate = settings.perSecond();
    screen.fact("application", shop.application() + ", 3 replicas of v1 on blue");
    screen.fact("clients", "come in at " + shop.entry());
    screen.fact("traffic", rate + " requests/s on new connections and " + rate + " on kept ones");
    screen.start();
  }

  private static String told(Plan plan) {
    return plan.admitted()
        ? "nothing is in the way of v2; " + plan.calls().size() + " calls to come"
        : "v2 would be refused: " + plan.findings();
  }

  private RolloutSpec spec(String version, double errors) {
    return RolloutSpec.builder(shop.application())
        .image(Shop.CONTAINER, shop.image(version))
        .env(Shop.CONTAINER, "VERSION", version)
        .env(Shop.CONTAINER, "ERRORS", Double.toString(errors))
        .soak(settings.soak())
        .drainTimeout(settings.drain())
        .entry(Entry.of(shop.entry()))
        .use(HttpCheck.get("/readyz").extension())
        .use(PodMetrics.on(8080, "/metrics").extension())
        .use(HardLimits.limits().maxErrorRate(0.01).window(Duration.ofSeconds(5)).extension())
        .build();
  }

  private Trial trial(BlueGreenOrchestrator orchestrator, String version, RolloutSpec spec)
      throws InterruptedException {
    Account seen = clients.newAccount();
    RolloutOutcome outcome = orchestrator.start(spec).await();
    report.outcome(spec.application(), outcome);
    clients.more(ENOUGH);
    return new Trial(version, outcome, seen);
  }

  private List<String> verdict(Trial trial, List<String> wrong) {
    screen.verdict(trial, wrong);
    return new ArrayList<>(wrong);
  }

  private void seen(Answer answer) {
    String by = answer.answered() ? colour(answer.pod()) + answer.version() : "no answer";
    report.answer(answer.at(), by, answer.failed());
    screen.answer(answer, by);
  }

  /** The provisioner names the Deployments {@code web-blue} and {@code web-green}. */
  private static String colour(String pod) {
    return pod.startsWith("web-green-") ? "green " : pod.startsWith("web-blue-") ? "blue " : "";
  }
}
