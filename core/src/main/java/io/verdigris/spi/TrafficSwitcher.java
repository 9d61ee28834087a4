package io.verdigris.spi;

import io.verdigris.Application;
import io.verdigris.RolloutSpec;
import java.time.Duration;
import java.util.SortedMap;

/** Directs an application's traffic to one colour, by one atomic change of one object. */
public interface TrafficSwitcher {

  /**
   * Returns the switcher that acts by these settings, which a spec gave with the switcher's id.
   *
   * <p><b>Called when</b> planned, started or resumed, and when the status of an application is
   * read whose last spec named the switcher; not when nothing names it. <b>Threading</b> any
   * thread. <b>Idempotency</b> changes nothing, and leaves this switcher as it is. <b>Time
   * limit</b> a few seconds; nothing is read here. <b>Failure</b> an exception goes to the caller.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy;
   *     unless overridden, for any setting
   */
  default TrafficSwitcher with(SortedMap<String, String> settings) {
    if (!settings.isEmpty()) {
      throw new IllegalArgumentException(
          "settings of the switcher must be left out, since it knows none, but are " + settings);
    }
    return this;
  }

  /**
   * Reads where traffic goes.
   *
   * <p><b>Called when</b> planned, admitted, before traffic is taken back, before a colour is taken
   * away, and each half a minute unless {@link #isWatching}. <b>Threading</b> any thread.
   * <b>Idempotency</b> reads only. <b>Time limit</b> a few seconds. <b>Failure</b> an exception is
   * retried.
   */
  TrafficState read(Application application);

  /**
   * Returns where traffic goes as the switcher was told a moment ago, such as by a watch; unless
   * overridden, it is read.
   *
   * <p><b>Called when</b> the context that {@link #claim} was given was woken, before the new
   * colour is deployed, and before each switch to it, which has to test what it rests on.
   * <b>Threading</b> any thread. <b>Idempotency</b> reads only. <b>Time limit</b> a few seconds.
   * <b>Failure</b> an exception is retried.
   */
  default TrafficState glance(Application application) {
    return read(application);
  }

  /**
   * Tells whether the watch of what directs the application's traffic is known to work at present,
   * so that the context that {@link #claim} was given would have been woken by a change. The engine
   * then reads it only when it is woken; else it does twice a minute, as it does unless overridden.
   * Asks nobody, and is asked often.
   */
  default boolean isWatching(Application application) {
    return false;
  }

  /**
   * Says whether the rollout can go well, and what it would do.
   *
   * <p><b>Called when</b> planned, or in ADMIT. <b>Threading</b> any thread. <b>Idempotency</b>
   * reads only. <b>Time limit</b> a few seconds. <b>Failure</b> findings refuse the rollout; an
   * exception is retried.
   *
   * @param traffic what {@link #read} has just said
   */
  Admission admit(RolloutSpec spec, TrafficState traffic);

  /**
   * Stamps the context's fence on the object that directs traffic, so that an earlier owner's
   * writes fail from then on, and wakes the context whenever that object changes.
   *
   * <p><b>Called when</b> a process takes a rollout over, before it reads any state it acts on.
   * <b>Threading</b> one call at a time for an application. <b>Idempotency</b> a fence that is
   * there already is left. <b>Time limit</b> a few seconds. <b>Failure</b> {@link
   * OwnershipLostException} when a higher fence is found; other exceptions are retried.
   *
   * @return where traffic goes, read after the stamp
   */
  TrafficState claim(RolloutContext context);

  /**
   * Sees to it that the new colour gets no traffic before the switch, where that is not so by
   * itself: before a first installation, traffic may be directed to pods of any colour, of which
   * there are none yet.
   *
   * <p><b>Called when</b> in PREPARE, until done. <b>Threading</b> one call at a time for an
   * application. <b>Idempotency</b> repeated after a crash; where a colour is live, without effect.
   * <b>Time limit</b> a few seconds. <b>Failure</b> rejects the rollout; exceptions as in {@link
   * #switchTo}.
   *
   * @param request the switch to come
   */
  default Progress<Progress.Nothing> prepare(SwitchRequest request) {
    return Progress.done();
  }

  /**
   * Lets testers reach the new colour before it has traffic, or sends it copies of requests, where
   * the switcher's settings ask for that.
   *
   * <p><b>Called when</b> in VERIFY, once the new colour is ready, until done. <b>Threading</b> one
   * call at a time for an application. <b>Idempotency</b> repeated after a crash. <b>Time limit</b>
   * a few seconds. <b>Failure</b> rejects the rollout; exceptions as in {@link #switchTo}.
   *
   * @param request the switch to come
   */
  default Progress<Progress.Nothing> preview(SwitchRequest request) {
    return Progress.done();
  }

  /**
   * Returns how long whoever carries the traffic may need to hear of a pod that the slices list
   * already, where the switch could overtake that: at an edge, a controller hears of pods and of
   * routes in different ways. Traffic is not moved before the new colour's pods have been listed
   * for so long. Zero unless overridden, which is right where a switch goes the way of the slices.
   */
  default Duration hearing() {
    return Duration.ZERO;
  }

  /**
   * Moves traffic, or finds it moved already with this epoch.
   *
   * <p><b>Called when</b> in PROMOTE and ROLL_BACK. <b>Threading</b> one call at a time for an
   * application. <b>Idempotency</b> a switch with this epoch happens once. <b>Time limit</b> a few
   * seconds. <b>Failure</b> {@link OwnershipLostException}, {@link ForeignChangeException} when
   * someone else changed the object, {@link OutcomeUnknownException} when no answer came.
   */
  Progress<SwitchReceipt> switchTo(SwitchRequest request);

  /** Tells whether {@link #share} can be done; unless overridden, it cannot. */
  default boolean shares() {
    return false;
  }

  /**
   * Tells whether {@link #share} keeps to the weight that it is asked for; unless overridden, it
   * does not, as where each pod of both colours gets the same.
   */
  default boolean weighs() {
    return false;
  }

  /**
   * Directs traffic to both colours, or finds it so with this epoch. Nothing but the two colours'
   * pods may get any.
   *
   * <p><b>Called when</b> in SHIFT and COMPARE, where {@link #shares}, and {@link #switchTo} is
   * called after it for either colour, without a colour that is expected to be live.
   * <b>Threading</b> one call at a time for an application. <b>Idempotency</b> a switch with this
   * epoch happens once. <b>Time limit</b> a few seconds. <b>Failure</b> takes traffic back to the
   * old colour; exceptions as in {@link #switchTo}.
   *
   * @param request from the colour that is live, to the other one; without a colour that is
   *     expected to be live where both have traffic already
   */
  default Progress<SwitchReceipt> share(SwitchRequest request) {
    return Progress.failed("traffic cannot be directed to both colours by this switcher");
  }

  /**
   * Proves as far as the cluster's objects can that both colours get traffic.
   *
   * <p><b>Called when</b> in SHIFT and COMPARE, until done. <b>Threading</b> one call at a time for
   * an application. <b>Idempotency</b> reads only. <b>Time limit</b> a few seconds. <b>Failure</b>
   * takes traffic back to the old colour.
   */
  default Progress<Confirmation> confirmShared(SwitchRequest request) {
    return Progress.failed("traffic cannot be directed to both colours by this switcher");
  }

  /**
   * Proves as far as the cluster's objects can that the switch is in force.
   *
   * <p><b>Called when</b> in CONFIRM and CONFIRM_ROLLBACK, until done. <b>Threading</b> one call at
   * a time for an application. <b>Idempotency</b> leaves traffic where it is; repeated after a
   * crash. <b>Time limit</b> a few seconds. <b>Failure</b> rolls back, or halts when already on the
   * way back.
   */
  Progress<Confirmation> confirm(SwitchRequest request);

  /**
   * Takes away what {@link #preview} has put up; a switch of all traffic has to take that away in
   * the same change, so that this finds none then.
   *
   * <p><b>Called when</b> in CLEAN_UP, before the new colour is taken away, until done.
   * <b>Threading</b> one call at a time for an application. <b>Idempotency</b> repeated after a
   * crash. <b>Time limit</b> a few seconds. <b>Failure</b> halts; exceptions as in {@link
   * #switchTo}.
   */
  default Progress<Progress.Nothing> withdraw(RolloutContext context) {
    return Progress.done();
  }
}
