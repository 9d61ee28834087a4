package io.verdigris.benchmarks.judging;

/** What a colour answered, second by second. */
final class Trace {
  /** All that was answered before each second, and so one more than there are seconds. */
  private final long[] requests;

  private final long[] errors;

  /**
   * @param failed how many requests failed in each second
   * @param well how many did not
   */
  Trace(int[] failed, int[] well) {
    requests = new long[failed.length + 1];
    errors = new long[failed.length + 1];
    for (int i = 0; i < failed.length; i++) {
      requests[i + 1] = requests[i] + failed[i] + well[i];
      errors[i + 1] = errors[i] + failed[i];
    }
  }

  int seconds() {
    return requests.length - 1;
  }

  /** Returns how many requests were answered from a second until another; 0 before the first. */
  long requests(int from, int to) {
    return requests[to] - requests[Math.max(0, from)];
  }

  /** Returns how many of them failed. */
  long errors(int from, int to) {
    return errors[to] - errors[Math.max(0, from)];
  }

  /** Returns the share of requests that failed; not a number without requests, as in PromQL. */
  double share(int from, int to) {
    return (double) errors(from, to) / requests(from, to);
  }
}
