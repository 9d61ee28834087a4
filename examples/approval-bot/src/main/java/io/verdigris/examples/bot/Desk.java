package io.verdigris.examples.bot;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.VerdigrisException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on rollouts that wait: approves those whose tests have passed, sends back those whose
 * tests have failed, and asks again while that is not known. A person may be faster.
 */
final class Desk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Desk.class);
  private static final String NAME = "approval-bot";

  private final BlueGreenOrchestrator orchestrator;
  private final Function<String, Verdict> tests;
  private final Duration pause;
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /**
   * Makes one.
   *
   * @param orchestrator what approves; it drives nothing
   * @param tests tells how the tests of a rollout have ended
   * @param pause how long it is until it is asked again
   */
  Desk(BlueGreenOrchestrator orchestrator, Function<String, Verdict> tests, Duration pause) {
    this.orchestrator = orchestrator;
    this.tests = tests;
    this.pause = pause;
  }

  /** Takes care of a rollout that waits, unless that has begun already. */
  void waits(Application application, String rollout) {
    if (open.add(key(application, rollout))) {
      look(application, rollout, Duration.ZERO);
    }
  }

  /** Nothing has to be decided any more. */
  void ended(Application application, String rollout) {
    open.remove(key(application, rollout));
  }

  /** Approves in a person's name. */
  void approve(Application application, String person) {
    orchestrator.approve(application, person);
  }

  /** Asks for the way back in a person's name. */
  void abort(Application application, String person, String reason) {
    orchestrator.abort(application, person, reason);
  }

  private static String key(Application application, String rollout) {
    return application + " " + rollout;
  }

  private void look(Application application, String rollout, Duration after) {
    var unused =
        clock.schedule(() -> decide(application, rollout), after.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void decide(Application application, String rollout) {
    if (!open.contains(key(application, rollout))) {
      return;
    }
    try {
      switch (tests.apply(rollout)) {
        case PASSED -> orchestrator.approve(application, NAME);
        case FAILED -> orchestrator.abort(application, NAME, "its integration tests have failed");
        case OPEN -> {
          look(application, rollout, pause);
          return;
        }
      }
      ended(application, rollout);
    } catch (VerdigrisException e) {
      // no rollout is under way any more, or the cluster does not answer
      log.warn("{} of {}: {}", rollout, application, e.getMessage());
      look(application, rollout, pause);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
