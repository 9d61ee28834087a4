package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.testkit.cluster.ApiRequest;
import io.verdigris.testkit.cluster.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/**
 * One process that drives rollouts: it has a clock of its own, and each of its requests to the API
 * server may be the one at which it dies, stands still or loses the answer. A process that is dead
 * sends nothing and runs nothing any more.
 */
public final class SimulatedProcess implements TaskScheduler {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(5);
  private static final int LATEST_MILLIS = 30_000;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int NOT_SENT = 503;

  private final Simulation simulation;
  private final String name;
  private final FaultPlan faults;
  private final Duration clockOffset;
  private final double clockRate;
  private final KubernetesClient client;
  private int calls;
  private int met;
  private boolean dead;
  private boolean frozen;
  private long heard;

  SimulatedProcess(Simulation simulation, String name, FaultPlan faults) {
    this.simulation = simulation;
    this.name = name;
    this.faults = faults;
    clockOffset = simulation.conditions().offset(simulation.random());
    clockRate = simulation.conditions().rate(simulation.random());
    client = simulation.cluster().client(name, new Line(), this::execute);
  }

  /** Ends a process' task in the middle; nothing in the process sees it. */
  static final class Dead extends Error {
    private static final long serialVersionUID = 1L;

    Dead() {
      super("the process is dead", null, false, false);
    }
  }

  /**
   * Begins an orchestrator of this process: its clock, threads and connection are set, and the
   * simulation's {@linkplain Simulation#HEALTH verifier} and {@linkplain Simulation#METRICS source
   * of metrics} are there. Extensions on the class path are found as ever.
   */
  public BlueGreenOrchestrator.Builder builder() {
    return simulation.extend(
        BlueGreenOrchestrator.builder()
            .clock(clock())
            .scheduler(this)
            .seed(simulation.random().nextLong())
            .meters(new SimpleMeterRegistry())
            .shared(KubernetesClient.class, client));
  }

  /** Returns the process' wall clock, which may differ from that of others. */
  public InstantSource clock() {
    return () -> instant();
  }

  private Instant instant() {
    return simulation.time().instant().plus(clockOffset);
  }

  /** Returns its name. */
  public String name() {
    return name;
  }

  /** Returns how many requests it has sent. */
  public int calls() {
    return calls;
  }

  /** Returns how many of its requests met a fault. */
  public int faultsMet() {
    return met;
  }

  /** Tells whether it has died. */
  public boolean isDead() {
    return dead;
  }

  /** Tells whether it stands still. */
  public boolean isFrozen() {
    return frozen;
  }

  /** Ends it in the middle of whatever it does. */
  public void kill() {
    if (!dead) {
      dead = true;
      simulation.trace().add(() -> name + " dies");
    }
  }

  /** Has it stand still for so long; its connections stay, and what others do goes on. */
  public void freeze(Duration time) {
    frozen = true;
    simulation.trace().add(() -> name + " stands still for " + time);
    simulation.time().advance(time);
    frozen = false;
    simulation.trace().add(() -> name + " goes on");
  }

  @Override
  public void execute(Runnable task) {
    simulation.time().execute(() -> runAlive(task));
  }

  @Override
  public Cancellable schedule(Runnable task, Duration delay) {
    var real = Duration.ofNanos((long) (delay.toNanos() / clockRate));
    return simulation.time().schedule(() -> runAlive(task), real);
  }

  @Override
  public long nanoTime() {
    return (long) (simulation.time().nanoTime() * clockRate);
  }

  private void runAlive(Runnable task) {
    if (dead) {
      return;
    }
    if (frozen) {
      var unused = simulation.time().schedule(() -> runAlive(task), SOON);
      return;
    }
    try {
      task.run();
    } catch (Dead e) {
      // the process is gone
    }
  }

  /** The process' connection to the API server. */
  private final class Line implements Wire {
    @Override
    public Response carry(ApiRequest request, Function<ApiRequest, Response> server)
        throws IOException {
      if (dead) {
        throw new Dead();
      }
      var call = new Call(name, calls++, request.verb(), request.resource());
      Fault fault = call.path().isEmpty() ? Fault.NONE : faults.at(call);
      met += fault == Fault.NONE ? 0 : 1;
      pass(simulation.conditions().latency().draw(simulation.random()));
      Response response = meet(fault, call, request, server);
      simulation
          .trace()
          .add(
              () ->
                  call
                      + " "
                      + (fault == Fault.NONE ? "" : fault + " ")
                      + "-> "
                      + response.status());
      return response;
    }

    private Response meet(
        Fault fault, Call call, ApiRequest request, Function<ApiRequest, Response> server)
        throws IOException {
      switch (fault) {
        case NONE -> {
          return server.apply(request);
        }
        case DIES_BEFORE -> throw die(call, fault);
        case DIES_AFTER -> {
          Response unheard = server.apply(request);
          simulation.trace().add(() -> call + " -> " + unheard.status() + ", unheard");
          throw die(call, fault);
        }
        case REFUSED -> throw failing(call, fault, new ConnectException("connection refused"));
        case REQUEST_LOST -> throw late(call, fault);
        case ANSWER_LOST -> {
          Response unheard = server.apply(request);
          simulation.trace().add(() -> call + " -> " + unheard.status() + ", unheard");
          throw late(call, fault);
        }
        case RESET_AFTER -> {
          Response unheard = server.apply(request);
          simulation.trace().add(() -> call + " -> " + unheard.status() + ", unheard");
          throw failing(call, fault, new IOException("connection reset"));
        }
        case APPLIED_LATE -> {
          long delay = TIME_LIMIT.toMillis() + simulation.random().nextInt(LATEST_MILLIS);
          var unused =
              simulation
                  .time()
                  .schedule(() -> apply(call, request, server), Duration.ofMillis(delay));
          throw late(call, fault);
        }
        case CONFLICT -> {
          return Response.failure(409, "the object has been modified", Map.of());
        }
        case UNPROCESSABLE -> {
          return Response.failure(422, "the request was refused", Map.of());
        }
        case TOO_MANY_REQUESTS -> {
          return Response.failure(429, "too many requests", Map.of("Retry-After", "2"));
        }
        case SERVER_ERROR -> {
          return Response.failure(500, "internal error", Map.of());
        }
        case UNAVAILABLE -> {
          return Response.failure(NOT_SENT, "unavailable", Map.of("Retry-After", "1"));
        }
        case GATEWAY_TIMEOUT -> {
          Response unheard = server.apply(request);
          simulation.trace().add(() -> call + " -> " + unheard.status() + ", unheard");
          return Response.failure(504, "time-out", Map.of());
        }
        case FREEZES -> {
          freeze(simulation.conditions().freeze().draw(simulation.random()));
          if (dead) {
            throw new Dead();
          }
          return server.apply(request);
        }
        case RIVAL -> {
          simulation.challenge();
          return server.apply(request);
        }
        case TRAFFIC_MOVED -> {
          simulation.moveTraffic("kubectl");
          return server.apply(request);
        }
        case FREEZES_AND_DIES -> {
          freeze(simulation.conditions().freeze().draw(simulation.random()));
          throw die(call, fault);
        }
      }
      throw new IllegalStateException("no such fault: " + fault);
    }

    private void apply(Call call, ApiRequest request, Function<ApiRequest, Response> server) {
      Response unheard = server.apply(request);
      simulation.trace().add(() -> call + " comes late -> " + unheard.status());
    }

    private Dead die(Call call, Fault fault) {
      simulation.trace().add(() -> call + " " + fault);
      kill();
      return new Dead();
    }

    private IOException late(Call call, Fault fault) {
      pass(TIME_LIMIT);
      return failing(call, fault, new HttpTimeoutException("request timed out"));
    }

    private IOException failing(Call call, Fault fault, IOException failure) {
      simulation.trace().add(() -> call + " " + fault + " -> " + failure.getMessage());
      return failure;
    }

    /** Others go on while a request is on its way; this process may die meanwhile. */
    private void pass(Duration time) {
      simulation.time().advance(time);
      if (dead) {
        throw new Dead();
      }
    }

    @Override
    public void deliver(Runnable event) {
      long now = simulation.time().nanoTime();
      Duration lag = simulation.conditions().watchLag().draw(simulation.random());
      heard = Math.max(heard, now + lag.toNanos());
      var unused = simulation.time().schedule(() -> runAlive(event), Duration.ofNanos(heard - now));
    }
  }
}
