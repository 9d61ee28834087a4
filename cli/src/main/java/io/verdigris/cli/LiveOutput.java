package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutStatus;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Shows one rollout on a terminal, drawn anew twice a second. */
final class LiveOutput implements Output {
  private static final long REDRAW_MILLIS = 500;
  private static final long LOOK_MILLIS = 2000;

  private final LiveView view;
  private final Screen screen;
  private final InstantSource clock;
  private final Runnable err;
  private volatile Runnable lastLook = () -> {};
  private LiveState state;
  private final ScheduledExecutorService threads =
      new ScheduledThreadPoolExecutor(
          2, LiveOutput::daemon, new ThreadPoolExecutor.DiscardPolicy());

  LiveOutput(Application application, LiveView view, Screen screen, InstantSource clock) {
    this.state = LiveState.of(application);
    this.view = view;
    this.screen = screen;
    this.clock = clock;
    this.err = screen.isShared() ? divert(screen) : () -> {};
  }

  /** What is logged meanwhile would break the picture: it goes above. */
  private static Runnable divert(Screen screen) {
    PrintStream before = System.err;
    System.setErr(new PrintStream(new LineStream(screen::above), true, StandardCharsets.UTF_8));
    return () -> System.setErr(before);
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "verdigris-view");
    thread.setDaemon(true);
    return thread;
  }

  private void every(long millis, Runnable task) {
    var unused = threads.scheduleWithFixedDelay(task, 0, millis, TimeUnit.MILLISECONDS);
  }

  private void draw() {
    screen.draw(view.draw(state(), clock.instant()));
  }

  private synchronized LiveState state() {
    return state;
  }

  @Override
  public synchronized void onEvent(RolloutEvent event) {
    if (event.type() != RolloutEvent.Type.OUTCOME) {
      state = state.with(event);
    }
  }

  /** Begins to draw what {@link #show} tells, without looking by itself. */
  void begin() {
    every(REDRAW_MILLIS, this::draw);
  }

  /** Takes over how a rollout of another process stands. */
  synchronized void show(RolloutStatus status) {
    state = state.watched(status);
  }

  @Override
  public void follow(BlueGreenOrchestrator orchestrator, Application application) {
    begin();
    lastLook = () -> look(orchestrator, application);
    every(LOOK_MILLIS, lastLook);
  }

  private void look(BlueGreenOrchestrator orchestrator, Application application) {
    try {
      add(orchestrator.status(application));
    } catch (RuntimeException e) {
      // the view only loses its sizes; the rollout itself tells what is wrong
    }
  }

  private synchronized void add(RolloutStatus status) {
    state = state.with(status);
  }

  @Override
  public void ended(Application application, RolloutOutcome outcome) {
    // the last picture shall show how it ended
    lastLook.run();
    close();
    Lines.of(application, outcome).forEach(screen::above);
  }

  @Override
  public void remark(Remark remark) {
    screen.above(Lines.clean(remark.message()));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    draw();
    screen.close();
    err.run();
  }
}
