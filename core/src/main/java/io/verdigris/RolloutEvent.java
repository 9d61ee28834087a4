package io.verdigris;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that happened in a rollout, for people and for pipelines.
 *
 * @param at when, by this process's clock
 * @param rollout the rollout's id
 * @param application the application
 * @param phase the phase that the rollout was in, or has come to
 * @param type what kind of thing
 * @param message what happened, in a sentence
 * @param details the same as figures; keys depend on the type
 */
public record RolloutEvent(
    Instant at,
    String rollout,
    Application application,
    Phase phase,
    Type type,
    String message,
    SortedMap<String, String> details) {

  /** The kinds of event. */
  public enum Type {
    /**
     * A phase begins; details: {@code from}, and {@code owner}, the process, where that begins to
     * drive the rollout.
     */
    PHASE,
    /**
     * Something is waited for; repeated only when its reason changes. Details: {@code asks}, which
     * is {@code approval} where it is a person who must approve or abort.
     */
    WAITING,
    /** A step ended well. */
    DONE,
    /** A call failed and is tried again; details: {@code attempt}. */
    RETRY,
    /**
     * Traffic was moved; details: {@code from} (empty when nothing was live), {@code live}, {@code
     * epoch}, {@code millis}.
     */
    SWITCHED,
    /**
     * What the new colour is judged by, told once traffic has moved, by each process that watches
     * it; details: {@link io.verdigris.judging.Terms#details}.
     */
    TERMS,
    /**
     * The new colour was looked at, and judged in the phases that judge; details: {@code live} and
     * {@link io.verdigris.judging.JudgedSample#details}.
     */
    SAMPLE,
    /** A policy's judgement changed; details: {@code judgement}. */
    JUDGEMENT,
    /** A person asked for something; details: {@code by}. */
    REQUEST,
    /** The rollout ended; details: {@code outcome}. */
    OUTCOME
  }

  /** Copies the details. */
  public RolloutEvent {
    details = new TreeMap<>(details);
  }

  /** Returns an event with these details. */
  public static RolloutEvent of(
      Instant at,
      String rollout,
      Application application,
      Phase phase,
      Type type,
      String message,
      Map<String, String> details) {
    return new RolloutEvent(at, rollout, application, phase, type, message, new TreeMap<>(details));
  }
}
