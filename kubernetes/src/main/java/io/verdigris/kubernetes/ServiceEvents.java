package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.Application;
import io.verdigris.Permission;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a rollout's turning points as Events of its stable Service, so that {@code kubectl describe
 * service} and whatever collects Events show them: a handful a rollout, see {@link Remarkable}.
 *
 * <pre>{@code
 * try (var events = ServiceEvents.on(client);
 *     var orchestrator = BlueGreenOrchestrator.builder().listener(events).build()) {
 * }
 * }</pre>
 *
 * <p>They never delay a rollout or change how it ends: they are written by a thread of their own
 * with requests of their own, one read of the Service a rollout and one create an Event. What
 * cannot be written, for want of the right {@link #RIGHT} or because more than 256 wait, is left
 * out, which is logged once. The API server forgets Events, by default after an hour; what lasts is
 * the ledger. Safe for use by several threads.
 */
public final class ServiceEvents implements RolloutListener, AutoCloseable {
  /** What it takes besides reading Services. */
  public static final Permission RIGHT = new Permission("events.k8s.io", "events", "create");

  /** By API convention a note has at most 1 kB. */
  private static final int LONGEST_NOTE = 1024;

  private static final String MORE = " …";
  private static final int LONGEST_INSTANCE = 128;
  private static final int MOST_WAITING = 256;
  private static final long CLOSE_SECONDS = 5;
  private static final String CONTROLLER = "verdigris";
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Logger log = LoggerFactory.getLogger(ServiceEvents.class);

  private final KubernetesClient client;
  private final boolean own;
  private final ApiServer api;
  private final String instance;
  private final AtomicBoolean complained = new AtomicBoolean();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          ServiceEvents::daemon,
          (task, pool) -> complain("they come faster than they can be written, or it is closed"));
  // of the writer's thread only
  private String rollout = "";
  private Optional<ObjectReference> service = Optional.empty();

  private ServiceEvents(KubernetesClient client, boolean own) {
    this.client = client;
    this.own = own;
    api = new ApiServer(client, Clock.systemUTC(), ApiServer.Answers.NOBODY);
    String host = System.getenv().getOrDefault("HOSTNAME", "host");
    instance = shortened(host + "-" + ProcessHandle.current().pid(), LONGEST_INSTANCE);
  }

  /** Writes by this client, which is not closed. */
  public static ServiceEvents on(KubernetesClient client) {
    return new ServiceEvents(client, false);
  }

  /**
   * Writes by a client of its own, found by the configuration as {@link ClusterAccess} finds it.
   */
  public static ServiceEvents of(Map<String, String> configuration) {
    var client = ClientSettings.client(configuration);
    return new ServiceEvents(client, true);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "verdigris-events");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void onEvent(RolloutEvent event) {
    Remarkable.of(event).ifPresent(what -> writer.execute(() -> write(event, what)));
  }

  private void write(RolloutEvent event, Remarkable what) {
    try {
      regarding(event).ifPresent(object -> api.create(Event.class, made(event, what, object)));
    } catch (RuntimeException e) {
      complain(String.valueOf(e.getMessage()));
    }
  }

  /** Describing goes by the uid, and an application that is refused may have no Service. */
  private Optional<ObjectReference> regarding(RolloutEvent event) {
    String now = event.application() + " " + event.rollout();
    if (!now.equals(rollout) || service.isEmpty()) {
      service = reference(event.application());
      rollout = now;
    }
    return service;
  }

  private Optional<ObjectReference> reference(Application application) {
    return api.get(Service.class, application.namespace(), application.service())
        .map(
            there ->
                new ObjectReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("Service")
                    .withNamespace(application.namespace())
                    .withName(application.service())
                    .withUid(there.getMetadata().getUid())
                    .build());
  }

  private Event made(RolloutEvent event, Remarkable what, ObjectReference object) {
    String id = UUID.randomUUID().toString().substring(0, 13);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(object.getNamespace())
        .withName(object.getName() + "." + id)
        .endMetadata()
        .withEventTime(new MicroTime(micros(event)))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withAction(what.action())
        .withReason(what.reason())
        .withType(what.warning() ? "Warning" : "Normal")
        .withNote(shortened(event.rollout() + ": " + event.message(), LONGEST_NOTE))
        .withRegarding(object)
        .build();
  }

  /** A MicroTime has six digits and no others. */
  private static String micros(RolloutEvent event) {
    return MICROS.format(event.at());
  }

  /** The API server counts bytes. */
  private static String shortened(String text, int bytes) {
    String kept = text;
    int most = bytes;
    while (size(kept) > most) {
      most = bytes - size(MORE);
      int over = size(kept) - most;
      kept = kept.substring(0, kept.length() - Math.max(1, over / 4));
    }
    return kept.length() == text.length() ? text : kept + MORE;
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void complain(String why) {
    if (!complained.getAndSet(true)) {
      log.warn("Events on Services are left out: {}; more of that is not told", why);
    }
  }

  /** Writes what waits, for at most 5 s, then gives up. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
    if (own) {
      client.close();
    }
  }
}
