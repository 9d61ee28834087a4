package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.judging.Series;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One look at a step: what it may know, and how it answers.
 *
 * @param state the saved state
 * @param step which step
 * @param context on whose behalf extensions are called
 * @param scratch what earlier looks at this step remembered; lost in a crash
 * @param series the new colour's readings since its traffic began
 * @param vigil what else is remembered of the new colour since then
 * @param woken whether something was seen to change since the last look
 * @param running how long the step has been running
 * @param last whether the step's time is over, so that waiting means failing
 * @param now the time
 * @param tell takes what listeners shall know
 */
record Look(
    RolloutState state,
    Step step,
    RolloutContext context,
    Scratch scratch,
    Series series,
    Vigil vigil,
    boolean woken,
    Duration running,
    boolean last,
    Instant now,
    Tell tell) {

  /** Takes what listeners shall know. */
  @FunctionalInterface
  interface Tell {
    void tell(RolloutEvent.Type type, String message, Map<String, String> details);
  }

  Phase phase() {
    return state.phase();
  }

  EnvironmentRequest of(Colour colour) {
    return new EnvironmentRequest(context, state.spec(), state.from(), colour, state.replicas());
  }

  /** Asks for a colour as it was seen a moment ago; neither traffic nor pods go by it alone. */
  EnvironmentRequest glance(Colour colour) {
    return of(colour).glance();
  }

  /** Returns the old colour; there is one in every phase that asks. */
  Colour old() {
    return state.from().orElseThrow(() -> new IllegalStateException("no old colour in " + phase()));
  }

  SwitchRequest forward() {
    return forward(state.from());
  }

  SwitchRequest back() {
    return back(Optional.of(state.to()));
  }

  /** Asks for all traffic to go to the new colour, from where it has a part of it. */
  SwitchRequest forwardFromShared() {
    return forward(Optional.empty());
  }

  private SwitchRequest forward(Optional<Colour> from) {
    return new SwitchRequest(
        context,
        state.spec(),
        from,
        state.to(),
        state.forwardEpoch(),
        Phase.PROMOTE,
        state.selection());
  }

  /** Asks for the part of the traffic that the new colour has in this step. */
  SwitchRequest shift() {
    return new SwitchRequest(
        context,
        state.spec(),
        state.stepsBegun() > 1 ? Optional.empty() : state.from(),
        state.to(),
        state.sharedEpoch(),
        Phase.SHIFT,
        state.selection(),
        state.sharedWeight());
  }

  /** Asks for traffic to go to the old colour as well. */
  SwitchRequest share() {
    return compare(Optional.of(state.to()), old(), state.sharedEpoch())
        .weighing(state.sharedWeight());
  }

  /** Asks for traffic to go to the new colour alone again. */
  SwitchRequest unshare() {
    return compare(Optional.empty(), state.to(), state.forwardEpoch());
  }

  private SwitchRequest compare(Optional<Colour> from, Colour to, long epoch) {
    return new SwitchRequest(
        context, state.spec(), from, to, epoch, Phase.COMPARE, state.selection());
  }

  /** Asks for the way back from where both colours have traffic. */
  SwitchRequest backFromShared() {
    return back(Optional.empty());
  }

  /** Asks for the way back where somebody else has gone it already. */
  SwitchRequest stayBack() {
    return back(Optional.of(old()));
  }

  /** No way back is refused for what is selected beside the colour: that stays as it is. */
  private SwitchRequest back(Optional<Colour> from) {
    return new SwitchRequest(
        context, state.spec(), from, old(), state.backEpoch(), Phase.ROLL_BACK, "");
  }

  Event done(String message) {
    return done(message, "");
  }

  Event done(String message, String note) {
    return new Event.StepDone(phase(), step, message, note, false);
  }

  Event moved(String message) {
    return moved(message, "");
  }

  Event moved(String message, String note) {
    return new Event.StepDone(phase(), step, message, note, true);
  }

  Event waiting(String reason, Duration checkAgain) {
    return new Event.StepWaiting(phase(), step, reason, checkAgain);
  }

  Event failed(String reason) {
    return new Event.StepFailed(phase(), step, reason);
  }

  <T> Event follow(Progress<T> progress, Function<T, Event> done) {
    return progress.fold(
        d -> done.apply(d.value()),
        w -> waiting(w.reason(), w.checkAgain()),
        f -> failed(f.reason()));
  }
}
