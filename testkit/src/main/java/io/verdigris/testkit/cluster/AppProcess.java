package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The test application as a process: it listens on {@code PORT}, ends after SIGTERM as its original
 * does, and crashes after {@code EXIT_AFTER} when that is set.
 */
final class AppProcess implements ContainerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(AppProcess.class);
  private static final Duration DRAIN = Duration.ofSeconds(2);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(20);

  private final Setting setting;
  private final int port;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private volatile @Nullable HttpListener listener;
  private boolean terminating;
  private boolean ended;

  private AppProcess(Setting setting, int port) {
    this.setting = setting;
    this.port = port;
  }

  static ContainerProcess start(Setting setting) {
    var process = new AppProcess(setting, port(setting.environment()));
    process.listen();
    return process;
  }

  @Override
  public void terminate() {
    setting.loop().execute(this::drain);
  }

  @Override
  public void kill() {
    setting.loop().execute(() -> end(KILLED));
  }

  @Override
  public String log() {
    return String.join("", log);
  }

  private void listen() {
    try {
      var app = new TestApp(setting.loop(), setting.environment(), setting.pod(), this::open);
      var address = setting.network().toBind(setting.address(), port);
      HttpListener bound = HttpListener.open(setting.loop(), address, app);
      listener = bound;
      setting.network().listens(setting.address(), port, bound.address());
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "pod {} cannot listen on {}:{}; does a program listen there on all addresses?",
          setting.pod(),
          setting.address(),
          port,
          e);
      log.add("listen tcp :" + port + ": " + e.getMessage() + "\n");
      setting.loop().execute(() -> end(1));
      return;
    }
    GoDuration.parse(setting.environment().getOrDefault("EXIT_AFTER", ""))
        .ifPresent(after -> setting.loop().schedule(after, () -> end(exitCode())));
  }

  private int open() {
    HttpListener bound = listener;
    return bound == null ? 0 : bound.openConnections();
  }

  private int exitCode() {
    return ScriptProcess.code(setting.environment().getOrDefault("EXIT_CODE", "1"));
  }

  private void drain() {
    HttpListener bound = listener;
    if (bound == null || ended || terminating) {
      return;
    }
    terminating = true;
    bound.stopKeepingAlive();
    Duration drain =
        GoDuration.parse(setting.environment().getOrDefault("DRAIN", ""))
            .filter(d -> !d.isNegative())
            .orElse(DRAIN);
    setting.loop().schedule(drain, () -> shutDown(bound));
  }

  private void shutDown(HttpListener bound) {
    if (!ended) {
      setting.loop().schedule(LAST_ANSWERS, () -> end(0));
      bound.shutDown(() -> end(0));
    }
  }

  private void end(int code) {
    if (ended) {
      return;
    }
    ended = true;
    HttpListener bound = listener;
    if (bound != null) {
      setting.network().listensNoMore(setting.address(), port);
      bound.abort();
    }
    setting.ended().accept(code);
  }

  /** A port that is none fails when it is to be bound, as in the original. */
  private static int port(Map<String, String> environment) {
    String text = environment.getOrDefault("PORT", "8080");
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
  }
}
