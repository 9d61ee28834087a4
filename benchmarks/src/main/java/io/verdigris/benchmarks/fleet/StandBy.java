package io.verdigris.benchmarks.fleet;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Rollout;
import io.verdigris.VerdigrisException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what other processes leave, as a service that embeds the library would: it asks for
 * each application's rollout to be resumed, again and again. An application is asked for again once
 * it is known who drives its rollout, and, where it has none, a while later.
 */
final class StandBy implements AutoCloseable {
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(500);
  private static final Duration WITHOUT_ROLLOUT = Duration.ofSeconds(2);

  private final BlueGreenOrchestrator orchestrator;
  private final String namespace;
  private final Predicate<Application> drives;
  private final Map<Application, Rollout> lookedAt = new HashMap<>();
  private final Map<Application, Long> due = new HashMap<>();
  private final AtomicReference<@Nullable Thread> running = new AtomicReference<>();

  StandBy(BlueGreenOrchestrator orchestrator, String namespace, Predicate<Application> drives) {
    this.orchestrator = orchestrator;
    this.namespace = namespace;
    this.drives = drives;
  }

  void start() {
    var thread = new Thread(this::run, "stand-by");
    thread.setDaemon(true);
    running.set(thread);
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        round();
        Thread.sleep(BETWEEN_ROUNDS.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    try {
      List<Application> all = orchestrator.applications(namespace);
      for (Application application : all) {
        look(application);
      }
    } catch (VerdigrisException | IllegalStateException e) {
      // the API server may be busy, or the orchestrator closed; the next round asks again
    }
  }

  private void look(Application application) throws InterruptedException {
    Rollout last = lookedAt.get(application);
    boolean known = last == null || last.await(Duration.ZERO).isPresent();
    Long at = due.get(application);
    boolean early = at != null && System.nanoTime() - at < 0;
    if (!known || early || drives.test(application)) {
      return;
    }
    Optional<Rollout> rollout = orchestrator.resume(application);
    rollout.ifPresent(r -> lookedAt.put(application, r));
    if (rollout.isEmpty()) {
      due.put(application, System.nanoTime() + WITHOUT_ROLLOUT.toNanos());
    }
  }

  @Override
  public void close() {
    Thread thread = running.getAndSet(null);
    if (thread != null) {
      thread.interrupt();
    }
  }
}
