package io.verdigris.notifications;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what happens in rollouts to one URL, in the order in which it happens, from a thread of its
 * own: a rollout never waits for it. What cannot be delivered is tried again; what comes while
 * 1,000 wait is dropped, counted and logged. Safe for use by several threads.
 *
 * <pre>{@code
 * try (var slack = Notifier.slack(Secret.env("SLACK_URL")).build();
 *     var orchestrator = BlueGreenOrchestrator.builder().listener(slack).build()) {
 *   orchestrator.start(spec).await();
 * }
 * }</pre>
 *
 * <p>The meter {@code verdigris.notifications} counts them, with the tags {@code target} ({@code
 * webhook}, {@code slack}) and {@code result} ({@code delivered}, {@code failed}, {@code dropped}).
 */
public final class Notifier implements RolloutListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger("io.verdigris.notifications");

  private final Delivery delivery;
  private final Set<Notification.Kind> kinds;
  private final Duration flush;
  private final MeterRegistry meters;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean dropping = new AtomicBoolean();

  private Notifier(Builder builder) {
    delivery = new Delivery(builder);
    kinds = EnumSet.copyOf(builder.kinds);
    flush = builder.flush;
    meters = builder.meters;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(builder.queue),
            Notifier::daemon,
            (task, pool) -> dropped((Task) task));
  }

  /** Starts one that posts the JSON of {@code docs/notifications.md} to this URL. */
  public static Builder webhook(Secret url) {
    return new Builder(url, new WebhookFormat());
  }

  /** Starts one that posts to a Slack incoming webhook, or to what takes the same messages. */
  public static Builder slack(Secret url) {
    return new Builder(url, new SlackFormat());
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "verdigris-notifications");
    thread.setDaemon(true);
    return thread;
  }

  /** Puts it into the queue and returns at once. */
  @Override
  public void onEvent(RolloutEvent event) {
    Notification.of(event)
        .filter(notification -> kinds.contains(notification.kind()))
        .ifPresent(notification -> thread.execute(new Task(notification)));
  }

  private void dropped(Task task) {
    count("dropped");
    if (!dropping.getAndSet(true)) {
      log.warn(
          "{} is dropped, and what follows until there is room again: {}",
          describe(task.notification),
          thread.isShutdown() ? "the notifier is closed" : "too many wait already");
    }
  }

  private String describe(Notification n) {
    return "notification "
        + n.kind().label()
        + " of rollout "
        + n.rollout()
        + " to "
        + delivery.target();
  }

  private void count(String result) {
    meters
        .counter("verdigris.notifications", "target", delivery.label(), "result", result)
        .increment();
  }

  /**
   * Delivers what waits, but for no longer than the time for that; what is left is dropped. Closing
   * it again changes nothing.
   */
  @Override
  public void close() {
    thread.shutdown();
    if (!ended(flush)) {
      thread.shutdownNow().forEach(task -> dropped((Task) task));
      // what was on its way is interrupted, and says so
      ended(Duration.ofSeconds(1));
    }
  }

  private boolean ended(Duration within) {
    try {
      return thread.awaitTermination(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One notification on its way. */
  private final class Task implements Runnable {
    private final Notification notification;

    Task(Notification notification) {
      this.notification = notification;
    }

    @Override
    public void run() {
      dropping.set(false);
      Optional<String> failure = delivery.deliver(notification);
      count(failure.isPresent() ? "failed" : "delivered");
      failure.ifPresent(why -> log.warn("{} failed: {}", describe(notification), why));
    }
  }

  /** Collects a notifier's configuration; not safe for use by several threads. */
  public static final class Builder {
    final Secret url;
    final URI uri;
    final Format format;
    Optional<Signature> signature = Optional.empty();
    int attempts = 5;
    Duration backoff = Duration.ofMillis(500);
    Duration timeout = Duration.ofSeconds(10);
    private Set<Notification.Kind> kinds = Notification.Kind.DEFAULTS;
    private int queue = 1000;
    private Duration flush = Duration.ofSeconds(10);
    private MeterRegistry meters = Metrics.globalRegistry;

    private Builder(Secret url, Format format) {
      this.url = url;
      this.format = format;
      this.uri = uri(url);
    }

    /** The value is part of no message: a webhook's URL is what lets one post. */
    private static URI uri(Secret url) {
      String rule = url + " must hold an absolute URL of http or https, but does not";
      try {
        var uri = new URI(url.value());
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        require(Set.of("http", "https").contains(scheme) && uri.getHost() != null, rule);
        return uri;
      } catch (URISyntaxException e) {
        // not as the cause, which quotes it
        throw new IllegalArgumentException(rule);
      }
    }

    private static void require(boolean holds, String rule) {
      if (!holds) {
        throw new IllegalArgumentException(rule);
      }
    }

    /** Has calls carry a {@link Signature}; without one whoever knows the receiver can call it. */
    public Builder signedWith(Secret secret) {
      signature = Optional.of(Signature.with(secret));
      return this;
    }

    /** Sets what is told; default {@link Notification.Kind#DEFAULTS}. */
    public Builder on(Collection<Notification.Kind> kinds) {
      require(!kinds.isEmpty(), "kinds must name at least one, but is empty");
      this.kinds = EnumSet.copyOf(kinds);
      return this;
    }

    /** Sets how often each is tried, 1 to 20 times; default 5. */
    public Builder attempts(int attempts) {
      require(attempts >= 1 && attempts <= 20, "attempts must be 1 to 20, but is " + attempts);
      this.attempts = attempts;
      return this;
    }

    /**
     * Sets the pause before the second try; default 500 ms. Each further pause is twice as long, at
     * most 30 s, and all of them vary by half. A receiver's {@code Retry-After} makes one longer,
     * at most one minute.
     */
    public Builder backoff(Duration first) {
      boolean fits = first.compareTo(Duration.ofMillis(10)) >= 0 && first.toSeconds() <= 10;
      require(fits, "backoff must be 10ms to 10s, but is " + first);
      this.backoff = first;
      return this;
    }

    /** Sets how long each try may take; default 10 s. */
    public Builder timeout(Duration timeout) {
      boolean fits = !timeout.isNegative() && !timeout.isZero() && timeout.toSeconds() <= 60;
      require(fits, "timeout must be longer than zero and at most 60s, but is " + timeout);
      this.timeout = timeout;
      return this;
    }

    /** Sets how many may wait, 1 to 100,000; default 1,000. What comes beyond is dropped. */
    public Builder queue(int queue) {
      require(queue >= 1 && queue <= 100_000, "queue must be 1 to 100000, but is " + queue);
      this.queue = queue;
      return this;
    }

    /** Sets how long closing waits for what is still to be delivered; default 10 s. */
    public Builder flush(Duration flush) {
      boolean fits = !flush.isNegative() && flush.toMinutes() <= 10;
      require(fits, "flush must be 0s to 10m, but is " + flush);
      this.flush = flush;
      return this;
    }

    /** Sets where meters go; default {@link Metrics#globalRegistry}. */
    public Builder meters(MeterRegistry registry) {
      this.meters = registry;
      return this;
    }

    /** Returns the notifier, to be closed after the orchestrator that it listens to. */
    public Notifier build() {
      return new Notifier(this);
    }
  }
}
