package io.verdigris.internal;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import io.verdigris.VerdigrisException;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * One rollout as observations; docs/observability.md names the same. Where nothing observes, none
 * is made. Used from the rollout's mailbox only.
 *
 * <table>
 * <caption>Observations</caption>
 * <tr><th>name</th><th>parent</th><th>low cardinality</th><th>high cardinality</th></tr>
 * <tr><td>verdigris.rollout</td><td>the one that is current where it is started</td><td>outcome</td><td>application, rollout</td></tr>
 * <tr><td>verdigris.rollout.phase</td><td>verdigris.rollout</td><td>phase</td><td>application, rollout</td></tr>
 * <tr><td>verdigris.rollout.switch</td><td>verdigris.rollout.phase</td><td>direction (forward, back)</td><td></td></tr>
 * </table>
 */
final class Traces implements RolloutListener {
  private static final String UNDER_WAY = "none";

  private final ObservationRegistry registry;
  private final Observation outer;
  private Observation rollout = Observation.NOOP;
  private Observation phase = Observation.NOOP;

  /** Made on the thread that starts the rollout, whose observation becomes its parent. */
  Traces(ObservationRegistry registry) {
    this.registry = registry;
    Observation current = registry.getCurrentObservation();
    outer = current == null ? Observation.NOOP : current;
  }

  @Override
  public void onEvent(RolloutEvent event) {
    if (registry.isNoop()) {
      return;
    }
    switch (event.type()) {
      case PHASE -> begin(event);
      case OUTCOME -> end(event);
      case RETRY, REQUEST, JUDGEMENT -> phase.event(noted(event));
      case WAITING, DONE, SWITCHED, TERMS, SAMPLE -> {}
    }
  }

  private static Observation.Event noted(RolloutEvent event) {
    String kind = word(event.type());
    return Observation.Event.of("verdigris." + kind, kind + ": " + event.message());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void begin(RolloutEvent event) {
    if (rollout.isNoop()) {
      rollout = made("verdigris.rollout", "rollout", outer, event).start();
      // a key that is missing where it ends otherwise would make meters of differing tags
      rollout.lowCardinalityKeyValue("outcome", UNDER_WAY);
    }
    phase.stop();
    phase = Observation.NOOP;
    if (!event.phase().isFinal()) {
      String name = word(event.phase());
      phase =
          made("verdigris.rollout.phase", name, rollout, event)
              .lowCardinalityKeyValue("phase", name)
              .start();
    }
  }

  private Observation made(String name, String shown, Observation parent, RolloutEvent event) {
    return Observation.createNotStarted(name, registry)
        .contextualName(shown)
        .parentObservation(parent.isNoop() ? null : parent)
        .highCardinalityKeyValue("application", event.application().toString())
        .highCardinalityKeyValue("rollout", event.rollout());
  }

  private void end(RolloutEvent event) {
    String outcome = event.details().getOrDefault("outcome", "");
    String name = event.phase().isFinal() ? outcome : "detached";
    phase.stop();
    rollout.lowCardinalityKeyValue("outcome", name);
    rollout.highCardinalityKeyValue("rollout", event.rollout());
    if (!name.equals("promoted")) {
      rollout.error(new VerdigrisException(event.message()));
    }
    rollout.stop();
    rollout = Observation.NOOP;
    phase = Observation.NOOP;
  }

  /** Makes the call that moves traffic, on whatever thread makes it. */
  <T> T moving(boolean forward, Supplier<T> call) {
    if (phase.isNoop()) {
      return call.get();
    }
    String direction = forward ? "forward" : "back";
    return Observation.createNotStarted("verdigris.rollout.switch", registry)
        .contextualName("switch " + direction)
        .parentObservation(phase)
        .lowCardinalityKeyValue("direction", direction)
        .observe(call);
  }
}
