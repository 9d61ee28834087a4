package io.verdigris.internal;

/**
 * What counts of independent events tell of their share.
 *
 * <p>The bounds are those of Chernoff for a binomial count (Hoeffding, Probability Inequalities for
 * Sums of Bounded Random Variables, JASA 1963, theorem 1), a little wider than the exact ones of
 * Clopper and Pearson and free of special functions.
 *
 * <p>The odds are a test martingale by mixture (Robbins, Statistical Methods Related to the Law of
 * the Iterated Logarithm, Ann. Math. Statist. 1970): whatever share up to the allowed one is true,
 * each likelihood ratio against a higher share is at most 1 in expectation, and so is their mean.
 * The chance that it ever reaches {@code 1/a} is at most {@code a} (Ville, Étude critique de la
 * notion de collectif, 1939), however often one looks.
 */
final class Bernoulli {
  private static final int STEPS = 60;
  private static final int SHARES = 24;

  private Bernoulli() {}

  /**
   * Returns the share that the true one exceeds with at most this probability.
   *
   * @param trials how many there were
   * @param events in how many of them it happened
   * @param level the probability, between 0 and 1
   * @return from events/trials to 1; 1 without trials
   */
  static double upperBound(long trials, long events, double level) {
    if (trials == 0) {
      return 1;
    }
    double seen = (double) events / trials;
    double enough = -Math.log(level) / trials;
    double low = seen;
    double high = 1;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (divergence(seen, middle) < enough) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * Returns the share that the true one falls short of with at most this probability: the mirror of
   * {@link #upperBound}.
   *
   * @return from 0 to events/trials; 0 without trials
   */
  static double lowerBound(long trials, long events, double level) {
    return trials == 0 ? 0 : 1 - upperBound(trials, trials - events, level);
  }

  /** Returns the divergence of Kullback and Leibler of one share from another, in nats. */
  static double divergence(double seen, double supposed) {
    return term(seen, supposed) + term(1 - seen, 1 - supposed);
  }

  private static double term(double a, double b) {
    return a == 0 ? 0 : b == 0 ? Double.POSITIVE_INFINITY : a * Math.log(a / b);
  }

  /**
   * Returns the odds against the true share being at most the allowed one.
   *
   * @param allowed between 0 and 1
   */
  static Odds against(double allowed) {
    return new Odds(allowed);
  }

  /** The odds against one share, for any counts. */
  static final class Odds {
    private final double[] forEvent = new double[SHARES];
    private final double[] forNone = new double[SHARES];

    private Odds(double allowed) {
      for (int i = 0; i < SHARES; i++) {
        double share = alternative(allowed, i);
        forEvent[i] = Math.log(share / allowed);
        forNone[i] = Math.log((1 - share) / (1 - allowed));
      }
    }

    /** Higher shares, closer to each other near the allowed one: their odds grow evenly. */
    private static double alternative(double allowed, int index) {
      double odds = Math.log(allowed / (1 - allowed));
      double most = Math.max(Math.log(99), odds + 2);
      double at = odds + (most - odds) * (index + 1) / SHARES;
      return 1 / (1 + Math.exp(-at));
    }

    /** Returns their logarithm. */
    double log(long trials, long events) {
      double[] terms = new double[SHARES];
      for (int i = 0; i < SHARES; i++) {
        terms[i] = events * forEvent[i] + (trials - events) * forNone[i] - Math.log(SHARES);
      }
      return logSum(terms, SHARES);
    }
  }

  /** Returns the logarithm of the sum of what the first terms are logarithms of. */
  static double logSum(double[] terms, int count) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, terms[i]);
    }
    if (most == Double.NEGATIVE_INFINITY) {
      return most;
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp(terms[i] - most);
    }
    return most + Math.log(sum);
  }

  /**
   * Returns how many trials, of which a like share are events, bring the upper bound below a share.
   *
   * @return {@link Long#MAX_VALUE} when no number does
   */
  static long trialsUntil(double seen, double below, double level) {
    double each = divergence(seen, below);
    return seen >= below || each == 0 ? Long.MAX_VALUE : (long) Math.ceil(-Math.log(level) / each);
  }
}
