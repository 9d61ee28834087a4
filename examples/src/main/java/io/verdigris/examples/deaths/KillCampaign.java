package io.verdigris.examples.deaths;

import io.verdigris.Phase;
import io.verdigris.RolloutStatus;
import io.verdigris.examples.deaths.Kill.Requests;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Answer;
import io.verdigris.testkit.traffic.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Kills processes that drive rollouts, one after the other at random moments of all phases, under
 * traffic; others resume them. Tells what that cost, and ends with 1 when it cost anything.
 */
public final class KillCampaign {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<Phase> PHASES =
      List.of(
          Phase.DEPLOY,
          Phase.VERIFY,
          Phase.PROMOTE,
          Phase.CONFIRM,
          Phase.MONITOR,
          Phase.DECOMMISSION,
          Phase.ROLL_BACK,
          Phase.CONFIRM_ROLLBACK,
          Phase.CLEAN_UP);
  private static final List<Phase> BACK = PHASES.subList(6, PHASES.size());

  /** The process may have come to an end before it was killed; then another one is. */
  private static final int MOST_MISSED = 20;

  private final Scene scene;
  private final Random random;
  private final List<Kill> kills = new ArrayList<>();
  private int rollouts;

  private KillCampaign(Scene scene, long seed) {
    this.scene = scene;
    random = new Random(seed);
  }

  /** Runs a campaign; see {@code ./campaign --help}. */
  public static void main(String... args) throws InterruptedException {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(CampaignOptions.USAGE);
      return;
    }
    try {
      System.exit(run(CampaignOptions.parse(arguments)).good() ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("campaign: " + e.getMessage() + "\n\n" + CampaignOptions.USAGE);
      System.exit(2);
    }
  }

  /** Runs a campaign and prints what it finds. */
  static CampaignResult run(CampaignOptions options) throws InterruptedException {
    try (TestCluster cluster = options.cluster();
        Scene scene =
            Scene.open(
                cluster,
                Scene.onNewConnections(options.rate()),
                Scene.onKeptConnections(options.rate()))) {
      System.out.printf(
          "%d kills on the cluster \"%s\" under %d requests/s on new connections and %d on kept"
              + " ones, seed %d%n%s%n",
          options.kills(),
          cluster.name(),
          options.rate(),
          options.rate(),
          options.seed(),
          CampaignResult.HEAD);
      CampaignResult result = new KillCampaign(scene, options.seed()).run(options.kills());
      result.summary().forEach(System.out::println);
      return result;
    }
  }

  private CampaignResult run(int wanted) throws InterruptedException {
    scene.onLost(KillCampaign::tell);
    for (int tries = 0; kills.size() < wanted && tries < wanted + MOST_MISSED; tries++) {
      kill(PHASES.get(kills.size() % PHASES.size())).ifPresent(this::tell);
    }
    List<Tally> all = scene.stopTraffic();
    return new CampaignResult(
        wanted, kills, requests(all.get(0)), requests(all.get(1)), scene.live().violations());
  }

  private static void tell(Answer lost) {
    System.out.printf(
        "     lost: sent %s, failed %s: %s%n",
        lost.sent(),
        lost.at(),
        lost.answered() ? lost.version() + " answered " + lost.status() : lost.problem());
  }

  private void tell(Kill kill) {
    kills.add(kill);
    System.out.println(CampaignResult.line(kills.size(), kill));
  }

  /** Kills one process; empty when its rollout had ended before. */
  private Optional<Kill> kill(Phase aimed) throws InterruptedException {
    List<Requests> before = requests();
    String live = scene.live().colour().orElseThrow();
    Duration delay = Duration.ofMillis(random.nextInt(Moments.window(aimed)));
    strike(aimed, delay);
    RolloutStatus left = scene.status();
    Phase died = left.phase().orElseThrow();
    if (died.isFinal()) {
      System.out.printf("     %-16s was over after %d ms%n", aimed, delay.toMillis());
      return Optional.empty();
    }
    VerdigrisProcess next = scene.resume();
    Optional<Said> takeover = next.await(Said::isTakeover, PATIENCE);
    Optional<Integer> exit = next.exit(PATIENCE);
    var end = new End(scene, BACK.contains(aimed), live, exit);
    List<Requests> after = requests();
    return Optional.of(
        new Kill(
            aimed,
            delay,
            died,
            end.phase(),
            end.wrong().map(wrong -> wrong + "\n" + next.transcript()).orElse(""),
            after.get(0).minus(before.get(0)),
            after.get(1).minus(before.get(1)),
            takeover.map(t -> Duration.between(next.started(), t.heard())).orElse(PATIENCE)));
  }

  /** Starts a rollout and kills its process some time after a phase's begin. */
  private void strike(Phase aimed, Duration delay) throws InterruptedException {
    String version = (BACK.contains(aimed) ? Scene.BAD : "good") + rollouts++;
    VerdigrisProcess process = scene.run(version, "--soak", "3s");
    if (process.await(said -> said.begins(aimed), PATIENCE).isEmpty()) {
      System.out.println(aimed + " never began:\n" + process.transcript());
    }
    // it may end meanwhile; then there is nobody to kill
    var unused = process.exit(delay);
    process.kill();
  }

  private List<Requests> requests() {
    return scene.tallies().stream().map(KillCampaign::requests).toList();
  }

  private static Requests requests(Tally tally) {
    return new Requests(tally.requests(), Scene.lost(tally));
  }
}
