package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.TrafficStep;
import io.verdigris.spi.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

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
 * @param epochBase the highest epoch before this rollout: forward is one more, back is two more;
 *     where both colours have had traffic at the same time, the epoch of the last time
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
  /** Key of what is held for a person. */
  static final String HELD = "held";

  /** Key of who has let it go on. */
  static final String RELEASED = "released";

  /** Key of the soak having been made longer. */
  static final String EXTENDED = "extended";

  private static final String COMPARISONS = "comparisons";

  /** Key of how many of the steps have begun. */
  static final String STEPS = "steps";

  /** Key of what takes the way back away, from before it is done. */
  static final String NO_RETURN = "no-return";

  /** Key of the same of the rollout before, until the version before that is overwritten. */
  static final String NO_RETURN_BEFORE = "no-return-before";

  private static final int EVEN = 50;
  private static final Set<String> OF_ONE_SOAK = Set.of(HELD, RELEASED, EXTENDED);
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
      case ADMIT, PREPARE, DEPLOY, VERIFY, SHIFT -> epochBase;
      case PROMOTE, CONFIRM, MONITOR, COMPARE, DECOMMISSION, PROMOTED -> forwardEpoch();
      case ROLL_BACK, CONFIRM_ROLLBACK, CLEAN_UP, ROLLED_BACK, REJECTED, HALTED -> backEpoch();
    };
  }

  RolloutState at(Phase next, Instant now) {
    return with(
        draft -> {
          draft.phase = next;
          draft.since = now;
        });
  }

  /** Returns the epoch at which both colours have traffic, in SHIFT and COMPARE. */
  long sharedEpoch() {
    return epochBase;
  }

  /** Returns how often both colours have had traffic because the new one was suspected. */
  int comparisons() {
    return count(COMPARISONS);
  }

  /** Returns how many of the steps have begun. */
  int stepsBegun() {
    return count(STEPS);
  }

  private int count(String key) {
    String count = hooks.getOrDefault(key, "");
    return count.matches("\\d{1,4}") ? Integer.parseInt(count) : 0;
  }

  /** Returns how often both have had it because of that, without this time. */
  int comparisonsBefore() {
    return phase == Phase.COMPARE ? Math.max(0, comparisons() - 1) : comparisons();
  }

  /** Returns how many of the steps are over. */
  int stepsBefore() {
    return phase == Phase.SHIFT ? Math.max(0, stepsBegun() - 1) : stepsBegun();
  }

  /** Tells whether a step is left to begin; a first installation has none. */
  boolean hasSteps() {
    return from.isPresent() && stepsBegun() < spec.steps().size();
  }

  /** Returns the step that has begun last. */
  TrafficStep step() {
    return spec.steps().get(stepsBegun() - 1);
  }

  /** Returns the weight that the new colour was given last, where both have traffic. */
  int sharedWeight() {
    boolean even = comparisons() > 0 || step().isOverlap();
    return even ? EVEN : step().weight();
  }

  /** Numbers the switch of the step that begins. */
  RolloutState stepping() {
    return with(draft -> draft.epochBase = epochBase + 1)
        .withHook(STEPS, Integer.toString(stepsBegun() + 1));
  }

  /** Numbers the switches to both colours and from there. */
  RolloutState sharing() {
    return with(draft -> {
          draft.epochBase = forwardEpoch() + 1;
          draft.hooks = new TreeMap<>(hooks);
          draft.hooks.keySet().removeAll(OF_ONE_SOAK);
        })
        .withHook(COMPARISONS, Integer.toString(comparisons() + 1));
  }

  /** Tells whether the soak was made longer since it ended without a judgement. */
  boolean extended() {
    return hooks.containsKey(EXTENDED);
  }

  /** Returns when the soak of MONITOR is over. */
  Instant soakEnds() {
    return since.plus(spec.timings().soak().multipliedBy(extended() ? 2 : 1));
  }

  /** Returns why there is no way back any more; empty while there is one. */
  Optional<String> noReturn() {
    return Optional.ofNullable(hooks.get(NO_RETURN));
  }

  /**
   * Returns why the version that the idle colour holds must not serve again; empty where it may.
   */
  Optional<String> noWayToIdle() {
    return noReturn().or(() -> Optional.ofNullable(hooks.get(NO_RETURN_BEFORE)));
  }

  /** Returns the state past the point of no return. */
  RolloutState passing(String what) {
    return withHook(NO_RETURN, Brief.of(what, LONGEST_NOTE));
  }

  /** Returns the state with a way back, since a person says that there is one. */
  RolloutState withWayBack() {
    return without(NO_RETURN);
  }

  /** Returns the state once the idle colour's earlier version is overwritten. */
  RolloutState overwritten() {
    return without(NO_RETURN_BEFORE);
  }

  private RolloutState without(String key) {
    var fewer = new TreeMap<>(hooks);
    fewer.remove(key);
    return with(draft -> draft.hooks = fewer);
  }

  RolloutState admitted(Event.Admitted a) {
    return with(
        draft -> {
          draft.from = a.from();
          draft.to = a.to();
          draft.replicas = a.replicas();
          draft.selection = a.selection().length() > LONGEST_SELECTION ? "" : a.selection();
          draft.notes =
              a.notes().stream().limit(MOST_NOTES).map(n -> Brief.of(n, LONGEST_NOTE)).toList();
        });
  }

  RolloutState numbered(String newId, long newEpochBase) {
    return with(
        draft -> {
          draft.id = newId;
          draft.epochBase = newEpochBase;
        });
  }

  RolloutState because(String why) {
    return with(draft -> draft.cause = Brief.of(why, LONGEST_CAUSE));
  }

  RolloutState trafficMoved() {
    return with(draft -> draft.moved = true);
  }

  RolloutState withBaseline(List<Window> record) {
    return with(draft -> draft.baseline = record);
  }

  RolloutState withApproval() {
    return with(draft -> draft.approved = true);
  }

  RolloutState answered(String requestId) {
    return requestId.isEmpty() ? this : with(draft -> draft.request = requestId);
  }

  RolloutState noted(String whole) {
    String note = Brief.of(whole, LONGEST_NOTE);
    if (note.isEmpty() || notes.contains(note) || notes.size() >= MOST_NOTES) {
      return this;
    }
    var more = new ArrayList<>(notes);
    more.add(note);
    return with(draft -> draft.notes = more);
  }

  /** Keeps what is known of a hook; the value is one that has been found short enough. */
  RolloutState withHook(String key, String value) {
    var more = new TreeMap<>(hooks);
    more.put(key, value);
    return with(draft -> draft.hooks = more);
  }

  private RolloutState with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.state();
  }

  /** A state on its way to the next one; what never changes is taken from the one before. */
  private static final class Draft {
    private final RolloutState before;
    private String id;
    private Phase phase;
    private Instant since;
    private Optional<Colour> from;
    private Colour to;
    private int replicas;
    private long epochBase;
    private String selection;
    private List<Window> baseline;
    private boolean moved;
    private boolean approved;
    private String cause;
    private SortedMap<String, String> hooks;
    private List<String> notes;
    private String request;

    Draft(RolloutState before) {
      this.before = before;
      id = before.id;
      phase = before.phase;
      since = before.since;
      from = before.from;
      to = before.to;
      replicas = before.replicas;
      epochBase = before.epochBase;
      selection = before.selection;
      baseline = before.baseline;
      moved = before.moved;
      approved = before.approved;
      cause = before.cause;
      hooks = before.hooks;
      notes = before.notes;
      request = before.request;
    }

    RolloutState state() {
      return new RolloutState(
          id,
          before.spec,
          phase,
          before.startedAt,
          since,
          from,
          to,
          replicas,
          epochBase,
          selection,
          baseline,
          moved,
          approved,
          cause,
          hooks,
          notes,
          request);
    }
  }
}
