package io.verdigris.benchmarks.fleet;

import java.util.Collection;
import java.util.List;

/** Numbers in order. */
record Quantiles(List<Long> sorted) {
  static Quantiles of(Collection<Long> numbers) {
    return new Quantiles(numbers.stream().sorted().toList());
  }

  /**
   * Returns the least number that this share of all does not exceed; 0 when there is none.
   *
   * @param share from 0 to 1
   */
  long at(double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.isEmpty() ? 0 : sorted.get(Math.max(rank, 1) - 1);
  }
}
