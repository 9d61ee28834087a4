package io.verdigris.spi;

import io.verdigris.Colour;
import io.verdigris.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where traffic goes, read from the object that directs it.
 *
 * @param live the colour that it names; empty when it names none
 * @param epoch the number of the last switch; 0 when there was none
 * @param fence the fence stamped on it; 0 when there is none
 * @param rollout the rollout that switched last; empty when none did
 * @param selection what else decides which pods get traffic, beside the colour, in a form that
 *     differs when it does, such as {@code {app=web}}; empty where the colour alone decides
 * @param weights of 100 requests, how many go to each colour, where it can be told; empty where it
 *     cannot, and where one colour alone has traffic. Where several objects direct traffic and do
 *     not agree, the share of the objects
 * @param problems what keeps traffic from being understood; a rollout is refused while there are
 *     any
 */
public record TrafficState(
    Optional<Colour> live,
    long epoch,
    long fence,
    String rollout,
    String selection,
    Map<Colour, Integer> weights,
    List<Finding> problems) {
  /** Copies map and list. */
  public TrafficState {
    weights = Map.copyOf(weights);
    problems = List.copyOf(problems);
  }

  /** Tells whether the colour has traffic, all or part of it, as far as that is told. */
  public boolean serves(Colour colour) {
    return live.filter(colour::equals).isPresent() || weights.getOrDefault(colour, 0) > 0;
  }

  /** Where the colour alone decides. */
  public TrafficState(
      Optional<Colour> live, long epoch, long fence, String rollout, List<Finding> problems) {
    this(live, epoch, fence, rollout, "", Map.of(), problems);
  }

  /** Where what is selected decides, and no weights. */
  public TrafficState(
      Optional<Colour> live,
      long epoch,
      long fence,
      String rollout,
      String selection,
      List<Finding> problems) {
    this(live, epoch, fence, rollout, selection, Map.of(), problems);
  }
}
