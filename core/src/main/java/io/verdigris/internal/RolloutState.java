package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that must survive a crash.
 *
 * @param id the rollout's id; the Service's name alone until admission has numbered it
 * @param spec what is rolled out
 * @param phase where it is
 * @param startedAt when it was started
 * @param since when the phase began
 * @param from the colour that was live; empty for a first installation
 * @param to the colour that shall be
 * @param replicas the size of the new colour, and the least of the old one on the way back
 * @param epochBase the highest epoch before this rollout: forward is one more, back is two more
 * @param selection what the application's traffic was selected by beside the colour when the
 *     rollout began, as {@link io.verdigris.spi.TrafficState#selection} says it; empty where the
 *     colour alone decides, and when it is not known
 * @param baseline what the old colour did before the switch, in stretches, oldest first; empty
 *     where no policy compares with it
 * @param moved whether traffic has moved to the new colour at any time
 * @param approved whether a person has approved
 * @param cause why it goes back or was halted; empty while all is well
 * @param hooks index of a hook, with a suffix, to what is known of it
 * @param notes what the outcome shall tell besides
 * @param request the id of the last request by a person that was answered
 */
record RolloutState(
    String id,
    RolloutSpec spec,
    Phase phase,
    Instant startedAt,
    Instant since,
    Optional<Colour> from,
    Colour to,
    int replicas,
    long epochBase,
    String selection,
    List<Window> baseline,
    boolean moved,
    boolean approved,
    String cause,
    SortedMap<String, String> hooks,
    List<String> notes,
    String request) {
  private static final int MOST_NOTES = 20;
  private static final int LONGEST_NOTE = 500;
  private static final int LONGEST_SELECTION = 2000;
  private static final int LONGEST_CAUSE = 2000;

  RolloutState {
    hooks = new TreeMap<>(hooks);
    baseline = List.copyOf(baseline);
    notes = List.copyOf(notes);
  }

  static RolloutState initial(RolloutSpec spec, Instant now) {
    return new RolloutState(
        spec.application().service(),
        spec,
        Phase.ADMIT,
        now,
        now,
        Optional.empty(),
        Colour.GREEN,
        0,
        0,
        "",
        List.of(),
        false,
        false,
        "",
        new TreeMap<>(),
        List.of(),
        "");
  }

  long forwardEpoch() {
    return epochBase + 1;
  }

  long backEpoch() {
    return epochBase + 2;
  }

  /** Returns the highest epoch that a switch of this rollout may carry by now. */
  long epochGiven() {
    return switch (phase) {
      case ADMIT, PREPARE, DEPLOY, VERIFY -> epochBase;
      case PROMOTE, CONFIRM, MONITOR, DECOMMISSION, PROMOTED -> forwardEpoch();
      case ROLL_BACK, CONFIRM_ROLLBACK, CLEAN_UP, ROLLED_BACK, REJECTED, HALTED -> backEpoch();
    };
  }

  RolloutState at(Phase next, Instant now) {
    return new RolloutState(
        id, spec, next, startedAt, now, from, to, replicas, epochBase, selection, baseline, moved,
        approved, cause, hooks, notes, request);
  }

  RolloutState admitted(Event.Admitted a) {
    return new RolloutState(
        id,
        spec,
        phase,
        startedAt,
        since,
        a.from(),
        a.to(),
        a.replicas(),
        epochBase,
        a.selection().length() > LONGEST_SELECTION ? "" : a.selection(),
        baseline,
        moved,
        approved,
        cause,
        hooks,
        a.notes().stream().limit(MOST_NOTES).map(n -> Brief.of(n, LONGEST_NOTE)).toList(),
        request);
  }

  RolloutState numbered(String newId, long newEpochBase) {
    return new RolloutState(
        newId,
        spec,
        phase,
        startedAt,
        since,
        from,
        to,
        replicas,
        newEpochBase,
        selection,
        baseline,
        moved,
        approved,
        cause,
        hooks,
        notes,
        request);
  }

  RolloutState because(String why) {
    return new RolloutState(
        id,
        spec,
        phase,
        startedAt,
        since,
        from,
        to,
        replicas,
        epochBase,
        selection,
        baseline,
        moved,
        approved,
        Brief.of(why, LONGEST_CAUSE),
        hooks,
        notes,
        request);
  }

  RolloutState trafficMoved() {
    return new RolloutState(
        id, spec, phase, startedAt, since, from, to, replicas, epochBase, selection, baseline, true,
        approved, cause, hooks, notes, request);
  }

  RolloutState withBaseline(List<Window> record) {
    return new RolloutState(
        id, spec, phase, startedAt, since, from, to, replicas, epochBase, selection, record, moved,
        approved, cause, hooks, notes, request);
  }

  RolloutState withApproval() {
    return new RolloutState(
        id, spec, phase, startedAt, since, from, to, replicas, epochBase, selection, baseline,
        moved, true, cause, hooks, notes, request);
  }

  RolloutState answered(String requestId) {
    return requestId.isEmpty()
        ? this
        : new RolloutState(
            id, spec, phase, startedAt, since, from, to, replicas, epochBase, selection, baseline,
            moved, approved, cause, hooks, notes, requestId);
  }

  RolloutState noted(String whole) {
    String note = Brief.of(whole, LONGEST_NOTE);
    if (note.isEmpty() || notes.contains(note) || notes.size() >= MOST_NOTES) {
      return this;
    }
    var more = new ArrayList<>(notes);
    more.add(note);
    return new RolloutState(
        id, spec, phase, startedAt, since, from, to, replicas, epochBase, selection, baseline,
        moved, approved, cause, hooks, more, request);
  }

  /** Keeps what is known of a hook; the value is one that has been found short enough. */
  RolloutState withHook(String key, String value) {
    var more = new TreeMap<>(hooks);
    more.put(key, value);
    return new RolloutState(
        id, spec, phase, startedAt, since, from, to, replicas, epochBase, selection, baseline,
        moved, approved, cause, more, notes, request);
  }
}
