package io.verdigris.testkit.engine;

import io.verdigris.Colour;
import io.verdigris.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster of a simulation: one Service and two environments, with the fences that their writes
 * test. Every change is checked against the invariants.
 */
final class World {
  private final InstantSource clock;
  private final Map<Colour, Env> envs = new EnumMap<>(Colour.class);
  private final List<String> violations = new ArrayList<>();
  private Duration startup = Duration.ofSeconds(3);
  Optional<Colour> live = Optional.of(Colour.BLUE);
  long epoch;
  long fence;
  String rollout = "";
  boolean greenFails;
  boolean greenNeverReady;
  int switches;
  List<Finding> problems = List.of();

  /** One environment; its pods are ready some time after they were asked for. */
  static final class Env {
    int desired;
    long fence;
    String version = "";
    Instant since = Instant.EPOCH;
    boolean broken;
  }

  World(InstantSource clock) {
    this.clock = clock;
    for (Colour colour : Colour.values()) {
      envs.put(colour, new Env());
    }
    env(Colour.BLUE).desired = 3;
    env(Colour.BLUE).version = "v1";
  }

  Env env(Colour colour) {
    Env env = envs.get(colour);
    if (env == null) {
      throw new IllegalStateException("no " + colour);
    }
    return env;
  }

  int ready(Colour colour) {
    Env env = env(colour);
    boolean up = !clock.instant().isBefore(env.since.plus(startup)) && !env.broken;
    return up && !(greenNeverReady && colour == Colour.GREEN) ? env.desired : 0;
  }

  void scale(Colour colour, int desired, String version) {
    Env env = env(colour);
    if (live.filter(colour::equals).isPresent() && desired < env.desired) {
      violations.add(
          "I1: " + colour + " is live and was scaled from " + env.desired + " to " + desired);
    }
    if (desired > 0 && !(env.version.equals(version) && env.desired >= desired)) {
      env.since = clock.instant();
    }
    env.desired = desired;
    env.version = version;
  }

  void select(Colour colour, long newEpoch, String by) {
    if (ready(colour) == 0) {
      violations.add("I2: " + colour + " was selected without a ready pod");
    }
    if (newEpoch <= epoch) {
      violations.add("epoch fell from " + epoch + " to " + newEpoch);
    }
    live = Optional.of(colour);
    epoch = newEpoch;
    rollout = by;
    switches++;
  }

  void violated(String what) {
    violations.add(what);
  }

  List<String> violations() {
    return violations;
  }
}
