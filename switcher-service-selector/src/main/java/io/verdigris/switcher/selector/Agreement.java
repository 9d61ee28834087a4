package io.verdigris.switcher.selector;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.spi.TrafficState;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the traffic of one application goes by several Services.
 *
 * @param states what each says, in order; at least one
 */
record Agreement(List<TrafficState> states) {

  /** Returns what they say together: of those that disagree, the one that was switched last. */
  TrafficState state() {
    TrafficState last =
        states.stream().max(Comparator.comparingLong(TrafficState::epoch)).orElseThrow();
    boolean mixed = isMixed();
    return new TrafficState(
        mixed ? Optional.empty() : last.live(),
        last.epoch(),
        states.stream().mapToLong(TrafficState::fence).max().orElse(0),
        last.rollout(),
        states.stream().map(TrafficState::selection).collect(Collectors.joining(" and ")),
        mixed ? shares() : Map.of(),
        problems());
  }

  /** Tells whether they direct traffic to different colours, or were not switched together. */
  boolean isMixed() {
    return states.stream().map(TrafficState::live).distinct().count() > 1;
  }

  private Map<Colour, Integer> shares() {
    var shares = new EnumMap<Colour, Integer>(Colour.class);
    for (Colour colour : Colour.values()) {
      long on = states.stream().filter(s -> s.live().equals(Optional.of(colour))).count();
      shares.put(colour, (int) (100 * on / states.size()));
    }
    return shares;
  }

  private List<Finding> problems() {
    return states.stream().flatMap(s -> s.problems().stream()).distinct().toList();
  }
}
