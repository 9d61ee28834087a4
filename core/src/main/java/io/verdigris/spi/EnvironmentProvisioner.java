package io.verdigris.spi;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import java.util.Map;
import java.util.Optional;

/** Brings the two environments of an application up and takes them away. */
public interface EnvironmentProvisioner {

  /**
   * Reads how the environments stand.
   *
   * <p><b>Called when</b> a rollout is planned, admitted or shown. <b>Threading</b> any thread,
   * several at once for different applications. <b>Idempotency</b> reads only. <b>Time limit</b> a
   * few seconds. <b>Failure</b> an exception is retried.
   */
  Topology observe(Application application);

  /**
   * Says what keeps a colour's pods from being ready, in a sentence; empty where nothing is known.
   *
   * <p><b>Called when</b> a rollout is shown whose colour is not whole. <b>Threading</b> any
   * thread. <b>Idempotency</b> reads only. <b>Time limit</b> a few seconds. <b>Failure</b> is the
   * caller's.
   */
  default Optional<String> trouble(Application application, Colour colour) {
    return Optional.empty();
  }

  /**
   * Says whether the rollout can go well, and what it would do.
   *
   * <p><b>Called when</b> planned, or in ADMIT. <b>Threading</b> any thread. <b>Idempotency</b>
   * reads only. <b>Time limit</b> a few seconds. <b>Failure</b> findings refuse the rollout; an
   * exception is retried.
   *
   * @param live the live colour as the switcher reads it; empty for a first installation
   * @param to the colour to deploy
   */
  Admission admit(RolloutSpec spec, Optional<Colour> live, Colour to);

  /**
   * Stamps the context's fence on what it owns, so that an earlier owner's writes fail from then
   * on.
   *
   * <p><b>Called when</b> a process takes a rollout over, before it reads any state it acts on.
   * <b>Threading</b> one call at a time for an application. <b>Idempotency</b> a fence that is
   * there already is left. <b>Time limit</b> a few seconds. <b>Failure</b> {@link
   * OwnershipLostException} when a higher fence is found; other exceptions are retried.
   */
  void claim(RolloutContext context);

  /**
   * Makes what both colours need for good, without effect on traffic.
   *
   * <p><b>Called when</b> in PREPARE. <b>Threading</b> one call at a time for an application.
   * <b>Idempotency</b> repeated after a crash. <b>Time limit</b> a few seconds. <b>Failure</b>
   * rejects the rollout.
   */
  Progress<Progress.Nothing> prepare(EnvironmentRequest request);

  /**
   * Makes the colour run the new version at the size asked for, without traffic.
   *
   * <p><b>Called when</b> in DEPLOY, until done. <b>Threading</b> one call at a time for an
   * application. <b>Idempotency</b> repeated after each wait and crash. <b>Time limit</b> a few
   * seconds. <b>Failure</b> rejects the rollout.
   *
   * @return done when as many pods as asked for are ready and nothing else of the colour runs
   */
  Progress<Progress.Nothing> deploy(EnvironmentRequest request);

  /**
   * Makes the colour run at least this size with the version it has.
   *
   * <p><b>Called when</b> in ROLL_BACK, for the old colour, and after that when it serves nothing;
   * for a colour that somebody has made live while it was taken away. Like {@link #deploy}
   * otherwise; done as soon as the size is asked for: readiness is {@link #serving}'s to tell.
   */
  Progress<Progress.Nothing> restore(EnvironmentRequest request);

  /**
   * Reads the colour as the data plane is told of it: the slices of the colour's own Service.
   *
   * <p><b>Called when</b> before each switch, in VERIFY and while watching. <b>Threading</b> any
   * thread. <b>Idempotency</b> reads only. <b>Time limit</b> a few seconds. <b>Failure</b> an
   * exception is retried.
   *
   * @return done when the slices list exactly the colour's pods, all ready; waiting tells what is
   *     missing
   */
  Progress<Environment> serving(EnvironmentRequest request);

  /**
   * Reads the colour's ready pods whatever is missing; the last resort of a way back and the list
   * of pods to read counters from. Of a colour that is not there, none is asked for.
   *
   * <p>Like {@link #serving} otherwise.
   */
  Environment ready(EnvironmentRequest request);

  /**
   * Reads how often containers have restarted in each of the colour's pods, ready or not, since the
   * pod began; empty where that is not known, and then no restart is ever judged.
   *
   * <p><b>Called when</b> watching, together with {@link #ready}. Like {@link #serving} otherwise.
   */
  default Map<String, Integer> restarts(EnvironmentRequest request) {
    return Map.of();
  }

  /**
   * Takes the colour away. The engine has just checked that it is not live.
   *
   * <p><b>Called when</b> in DECOMMISSION and CLEAN_UP. <b>Threading</b> one call at a time for an
   * application. <b>Idempotency</b> repeated after a crash; a colour that is not there is done.
   * <b>Time limit</b> a few seconds. <b>Failure</b> halts the rollout.
   *
   * @return done once no pod of the colour is asked for; they may still be ending
   */
  Progress<Progress.Nothing> decommission(EnvironmentRequest request);

  /**
   * Closes the colour's connections but keeps it running for inspection.
   *
   * <p>Like {@link #decommission} otherwise.
   */
  Progress<Progress.Nothing> quarantine(EnvironmentRequest request);
}
