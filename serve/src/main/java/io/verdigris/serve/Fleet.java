package io.verdigris.serve;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How all applications of some namespaces stand. However many look, an application is read at most
 * once a second, and the list of them every five. Safe for use by several threads.
 */
final class Fleet implements AutoCloseable {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration FRESH_LIST = Duration.ofSeconds(5);
  private static final int READERS = 4;

  private final BlueGreenOrchestrator orchestrator;
  private final List<String> namespaces;
  private final InstantSource clock;
  private final Map<Application, Seen> seen = new ConcurrentHashMap<>();
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          READERS,
          task -> {
            var thread = new Thread(task, "verdigris-serve-reader");
            thread.setDaemon(true);
            return thread;
          });
  private List<Application> listed = List.of();
  private Instant listedAt = Instant.EPOCH;

  Fleet(BlueGreenOrchestrator orchestrator, Collection<String> namespaces, InstantSource clock) {
    this.orchestrator = orchestrator;
    this.namespaces = List.copyOf(namespaces);
    this.clock = clock;
  }

  /**
   * An application as it was read.
   *
   * @param status how it stands; empty when that could not be read
   * @param trouble why not
   */
  record Seen(
      Application application, Optional<RolloutStatus> status, String trouble, Instant at) {}

  List<String> namespaces() {
    return namespaces;
  }

  BlueGreenOrchestrator orchestrator() {
    return orchestrator;
  }

  /** Returns all, by namespace and name. */
  List<Seen> all() {
    return applications().stream()
        .map(application -> CompletableFuture.supplyAsync(() -> seen(application), readers))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  /** Returns one; empty when there is none of this name, or not in these namespaces. */
  Optional<Seen> find(String namespace, String service) {
    return applications().stream()
        .filter(a -> a.namespace().equals(namespace) && a.service().equals(service))
        .findFirst()
        .map(this::seen);
  }

  private synchronized List<Application> applications() {
    Instant now = clock.instant();
    if (!now.isBefore(listedAt.plus(FRESH_LIST))) {
      listed =
          namespaces.stream()
              .flatMap(namespace -> orchestrator.applications(namespace).stream())
              .sorted(
                  Comparator.comparing(Application::namespace).thenComparing(Application::service))
              .toList();
      seen.keySet().retainAll(listed);
      listedAt = now;
    }
    return listed;
  }

  private Seen seen(Application application) {
    Instant oldest = clock.instant().minus(FRESH);
    return seen.compute(
        application, (a, known) -> known != null && known.at().isAfter(oldest) ? known : read(a));
  }

  private Seen read(Application application) {
    try {
      RolloutStatus status = orchestrator.status(application);
      return new Seen(application, Optional.of(status), "", clock.instant());
    } catch (RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      return new Seen(application, Optional.empty(), why, clock.instant());
    }
  }

  /** Has the application read anew by whoever looks next. */
  void forget(Application application) {
    seen.remove(application);
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
