package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Progress;
import io.verdigris.spi.TrafficState;
import java.util.Map;

/** The calls that several steps make of the rollout's extensions. */
record ExtensionCalls(Extensions extensions, Calls calls) {

  /** Reads where traffic goes. */
  TrafficState traffic(Look look) {
    return calls.call(
        "read", Limits.CALL, () -> extensions.switcher().read(look.context().application()));
  }

  /** Returns where traffic goes as it was seen a moment ago. */
  TrafficState trafficGlance(Look look) {
    return calls.call(
        "read", Limits.CALL, () -> extensions.switcher().glance(look.context().application()));
  }

  /** Tells whether a change of where traffic goes would have been told. */
  boolean isWatching(Look look) {
    return extensions.switcher().isWatching(look.context().application());
  }

  /** Reads a colour's ready pods, whatever is missing. */
  Environment ready(Look look, Colour colour) {
    return calls.call("ready", Limits.CALL, () -> extensions.provisioner().ready(look.of(colour)));
  }

  /** Returns a colour's ready pods as they were seen a moment ago. */
  Environment glance(Look look, Colour colour) {
    return calls.call(
        "ready", Limits.CALL, () -> extensions.provisioner().ready(look.glance(colour)));
  }

  /** Reads how often a colour's containers have restarted, pod by pod. */
  Map<String, Integer> restarts(Look look, Colour colour) {
    return calls.call(
        "restarts", Limits.CALL, () -> extensions.provisioner().restarts(look.of(colour)));
  }

  /** Asks for a colour at the size that it had. */
  Progress<Progress.Nothing> restore(Look look, Colour colour) {
    return calls.call(
        "restore", Limits.CALL, () -> extensions.provisioner().restore(look.of(colour)));
  }

  /** Tells whether pods of a colour are ready, and asked for: others are about to end. */
  static boolean serves(Environment environment) {
    return environment.ready() > 0 && environment.desired() > 0;
  }
}
