package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.TrafficState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All decisions of a rollout that is promoted, without what carries them out. */
public final class Promotion {
  private static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration SOAK = Duration.ofMinutes(1);
  private static final int LOOKS = 30;

  private final RolloutState initial =
      RolloutState.initial(
          RolloutSpec.builder("shop", "web")
              .image("app", "web:2")
              .env("app", "MODE", "new")
              .soak(SOAK)
              .use(HardLimits.limits().maxErrorRate(0.01).extension())
              .use(Extension.of(Extension.Kind.HOOK, "job", Map.of("phase", "DEPLOY")))
              .build(),
          BEGIN);

  private final List<Event> events = events();

  /** Everything that such a rollout meets: each step, and a look each two seconds of the soak. */
  private static List<Event> events() {
    var events = new ArrayList<Event>();
    events.add(new Event.Admitted(Optional.of(Colour.BLUE), Colour.GREEN, 3, "", List.of()));
    events.add(
        new Event.Claimed(new TrafficState(Optional.of(Colour.BLUE), 0, 1, "web", "", List.of())));
    for (Phase phase :
        List.of(
            Phase.PREPARE,
            Phase.DEPLOY,
            Phase.VERIFY,
            Phase.PROMOTE,
            Phase.CONFIRM,
            Phase.MONITOR,
            Phase.DECOMMISSION)) {
      for (Step step : Step.of(phase)) {
        if (step == Step.WATCH) {
          var look = new Event.Judged(phase, Judgement.goOn("as good"), "");
          for (int i = 0; i <= LOOKS; i++) {
            events.add(look);
          }
        } else {
          events.add(new Event.StepDone(phase, step, "done", "", step == Step.SWITCH));
        }
      }
    }
    return events;
  }

  /** Returns how many decisions {@link #decide} takes. */
  public int decisions() {
    return events.size();
  }

  /**
   * Takes all decisions.
   *
   * @return the phase in which it ends
   */
  public Phase decide() {
    return after(events.size()).phase();
  }

  private RolloutState after(int decisions) {
    RolloutState state = initial;
    Instant now = BEGIN;
    for (Event event : events.subList(0, decisions)) {
      now = event instanceof Event.Judged ? now.plus(SOAK.dividedBy(LOOKS)) : now;
      state = Decider.decide(state, event, now).state();
    }
    return state;
  }

  /** What is saved of it in the middle of the soak. */
  public static final class Saved {
    private final RolloutState state = inSoak(new Promotion());

    private static RolloutState inSoak(Promotion promotion) {
      return promotion.after(promotion.decisions() - LOOKS / 2).numbered("web-1", 0);
    }

    /** Returns the state's phase. */
    public Phase phase() {
      return state.phase();
    }

    /** Writes the state and reads it back; returns whether both are the same. */
    public boolean isReadBack() {
      return LedgerCodec.read(
              state.spec().application(), LedgerCodec.write(state), key -> "key " + key)
          .equals(state);
    }
  }
}
