package io.verdigris.testkit.simulation;

import java.util.List;
import java.util.random.RandomGenerator;

/** Decides which request of a process meets which fault. */
@FunctionalInterface
public interface FaultPlan {
  /** Returns what goes wrong at this request; {@link Fault#NONE} for most. */
  Fault at(Call call);

  /** Nothing ever goes wrong. */
  static FaultPlan none() {
    return call -> Fault.NONE;
  }

  /** One request, counted from 0, meets a fault if that is possible. */
  static FaultPlan once(int index, Fault fault) {
    return call -> call.index() == index && fault.fits(call) ? fault : Fault.NONE;
  }

  /**
   * Requests meet faults at random.
   *
   * @param share how many do, from 0 to 1
   * @param among which ones; each alike
   */
  static FaultPlan random(RandomGenerator random, double share, List<Fault> among) {
    return call -> {
      if (random.nextDouble() >= share) {
        return Fault.NONE;
      }
      Fault fault = among.get(random.nextInt(among.size()));
      return fault.fits(call) ? fault : Fault.REQUEST_LOST;
    };
  }
}
