package io.verdigris.benchmarks.judging;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws what the colours of a scenario answer. In each second comes a number of requests after
 * Poisson, of which each fails by itself with the same chance; so those that fail, and those that
 * do not, are two independent numbers after Poisson.
 *
 * <p>In bursts the chance is ten times as high as in the calm between them. A burst lasts ten
 * seconds in the mean, and there is one during a twentieth of the time. The mean chance stays.
 */
final class Traffic {
  /** How long blue is seen before the switch, in seconds. */
  static final int BEFORE = 300;

  /** How long green could be watched, in seconds: as long as the slowest rule needs. */
  static final int AFTER = 900;

  private static final double LEAVE = 0.1;
  private static final double IN_BURST = 0.05;
  private static final double TIMES = 10;

  /** What one run drew. */
  record Drawn(Trace blue, Trace green) {}

  /** A chance to fail. */
  private record Level(Poisson failed, Poisson well) {
    static Level of(double perSecond, double share) {
      double capped = Math.min(1, share);
      return new Level(new Poisson(perSecond * capped), new Poisson(perSecond * (1 - capped)));
    }
  }

  /** A chance to fail, in the calm and in a burst. */
  private record Mood(Level calm, Level burst) {
    static Mood of(Scenario scenario, double share) {
      double perSecond = scenario.perMinute() / 60.0;
      double calm = scenario.green().bursts() ? share / (1 - IN_BURST + TIMES * IN_BURST) : share;
      double burst = scenario.green().bursts() ? calm * TIMES : share;
      return new Mood(Level.of(perSecond, calm), Level.of(perSecond, burst));
    }

    Level level(boolean bursting) {
      return bursting ? burst : calm;
    }
  }

  private final int begins;
  private final Mood usual;
  private final Mood faulty;

  Traffic(Scenario scenario) {
    begins = scenario.green().begins();
    usual = Mood.of(scenario, scenario.before());
    faulty = Mood.of(scenario, scenario.before() + scenario.green().more());
  }

  Drawn draw(SplittableRandom random) {
    boolean bursting = random.nextDouble() < IN_BURST;
    int[] failed = new int[BEFORE + AFTER];
    int[] well = new int[BEFORE + AFTER];
    for (int i = 0; i < failed.length; i++) {
      Level level = (i < BEFORE + begins ? usual : faulty).level(bursting);
      failed[i] = level.failed().draw(random);
      well[i] = level.well().draw(random);
      bursting = goesOn(bursting, random);
    }
    return new Drawn(part(failed, well, 0, BEFORE), part(failed, well, BEFORE, failed.length));
  }

  private static boolean goesOn(boolean bursting, SplittableRandom random) {
    double drawn = random.nextDouble();
    return bursting ? drawn >= LEAVE : drawn < LEAVE * IN_BURST / (1 - IN_BURST);
  }

  private static Trace part(int[] failed, int[] well, int from, int to) {
    return new Trace(Arrays.copyOfRange(failed, from, to), Arrays.copyOfRange(well, from, to));
  }
}
