package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.testkit.cluster.ApiRequest;
import io.verdigris.testkit.cluster.Wire;
import io.verdigris.testkit.cluster.Wire.Response;
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

  /** Ends it and its connection, which the client library else goes on to hold. */
  void close() {
    kill();
    client.close();
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

  /** One request on its way, and what goes wrong with it. */
  private record Exchange(
      Call call, Fault fault, ApiRequest request, Function<ApiRequest, Response> server) {
    Response done() {
      return server.apply(request);
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
      var exchange = new Exchange(call, fault(call, request), request, server);
      met += exchange.fault() == Fault.NONE ? 0 : 1;
      pass(simulation.conditions().latency().draw(simulation.random()));
      Response response = meet(exchange);
      simulation.trace().add(() -> told(exchange) + " -> " + response.status());
      return response;
    }

    /**
     * A watch's first list is spared: the client tries it again by a clock of its own, which no
     * seed rules.
     */
    private Fault fault(Call call, ApiRequest request) {
      Fault fault = faults.at(call);
      boolean spared = request.path().contains("resourceVersion=") && !fault.isDeath();
      return spared ? Fault.NONE : fault;
    }

    private Response meet(Exchange x) throws IOException {
      return switch (x.fault()) {
        case NONE -> x.done();
        case DIES_BEFORE -> throw die(x);
        case DIES_AFTER -> throw die(unheard(x));
        case REFUSED -> throw failing(x, new ConnectException("connection refused"));
        case REQUEST_LOST -> throw late(x);
        case ANSWER_LOST -> throw late(unheard(x));
        case RESET_AFTER -> throw failing(unheard(x), new IOException("connection reset"));
        case APPLIED_LATE -> throw late(onItsWay(x));
        case CONFLICT -> Response.failure(409, "the object has been modified", Map.of());
        case UNPROCESSABLE -> Response.failure(422, "the request was refused", Map.of());
        case FORBIDDEN -> Response.failure(403, "this is not allowed now", Map.of());
        case TOO_MANY_REQUESTS ->
            Response.failure(429, "too many requests", Map.of("Retry-After", "2"));
        case SERVER_ERROR -> Response.failure(500, "internal error", Map.of());
        case UNAVAILABLE -> Response.failure(503, "unavailable", Map.of("Retry-After", "1"));
        case GATEWAY_TIMEOUT -> {
          var applied = unheard(x);
          yield Response.failure(504, "time-out of " + applied.call(), Map.of());
        }
        case FREEZES -> frozen(x).done();
        case FREEZES_AND_DIES -> throw die(frozen(x));
        case RIVAL -> {
          simulation.challenge();
          yield x.done();
        }
        case TRAFFIC_MOVED -> {
          ForeignChange.SELECTS_THE_OTHER_COLOUR.make(simulation);
          yield x.done();
        }
      };
    }

    /** Has the request done, without anybody hearing of it. */
    private Exchange unheard(Exchange x) {
      Response response = x.done();
      simulation.trace().add(() -> x.call() + " -> " + response.status() + ", unheard");
      return x;
    }

    /** Has the request done once its sender has given up. */
    private Exchange onItsWay(Exchange x) {
      long delay = TIME_LIMIT.toMillis() + simulation.random().nextInt(LATEST_MILLIS);
      var unused = simulation.time().schedule(() -> unheard(x), Duration.ofMillis(delay));
      return x;
    }

    private Exchange frozen(Exchange x) {
      freeze(simulation.conditions().freeze().draw(simulation.random()));
      if (dead) {
        throw new Dead();
      }
      return x;
    }

    private Dead die(Exchange x) {
      simulation.trace().add(() -> told(x));
      kill();
      return new Dead();
    }

    private IOException late(Exchange x) {
      pass(TIME_LIMIT);
      return failing(x, new HttpTimeoutException("request timed out"));
    }

    private IOException failing(Exchange x, IOException failure) {
      simulation.trace().add(() -> told(x) + " -> " + failure.getMessage());
      return failure;
    }

    private static String told(Exchange x) {
      return x.call() + (x.fault() == Fault.NONE ? "" : " " + x.fault());
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
