package io.verdigris.internal;

import io.verdigris.RolloutEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What follows from an event.
 *
 * @param state the next state
 * @param save whether it must be saved before the effects
 * @param effects what to do then, in order
 * @param notices what to tell listeners once it is saved
 */
record Decision(RolloutState state, boolean save, List<Effect> effects, List<Notice> notices) {
  Decision {
    effects = List.copyOf(effects);
    notices = List.copyOf(notices);
  }

  /** Something for listeners; the runner adds time and names. */
  record Notice(RolloutEvent.Type type, String message, Map<String, String> details) {}

  static Decision stay(RolloutState state, Effect... effects) {
    return new Decision(state, false, List.of(effects), List.of());
  }

  static Decision save(RolloutState state, Effect... effects) {
    return new Decision(state, true, List.of(effects), List.of());
  }

  Decision telling(RolloutEvent.Type type, String message, Map<String, String> details) {
    var more = new ArrayList<Notice>();
    more.add(new Notice(type, message, details));
    more.addAll(notices);
    return new Decision(state, save, effects, more);
  }
}
