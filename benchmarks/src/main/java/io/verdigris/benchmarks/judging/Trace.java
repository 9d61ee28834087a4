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

  private Trace(long[] requests, long[] errors) {
    this.requests = requests;
    this.errors = errors;
  }

  /** Returns this trace with what another one answered from a second until another. */
  Trace with(Trace other, int from, int to) {
    return new Trace(
        spliced(requests, other.requests, from, to), spliced(errors, other.errors, from, to));
  }

  private static long[] spliced(long[] sums, long[] others, int from, int to) {
    long[] out = sums.clone();
    for (int i = from; i < sums.length - 1; i++) {
      long[] source = i < to ? others : sums;
      out[i + 1] = out[i] + source[i + 1] - source[i];
    }
    return out;
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
