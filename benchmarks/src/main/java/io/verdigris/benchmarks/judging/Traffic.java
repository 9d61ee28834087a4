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

  /**
   * What one run drew.
   *
   * @param blue what blue answers before the switch
   * @param green what green answers after it, alone
   * @param blueBeside what blue answers after the switch where both have traffic, of half of it
   * @param greenBeside what green answers of the other half
   */
  record Drawn(Trace blue, Trace green, Trace blueBeside, Trace greenBeside) {}

  /** A chance to fail. */
  private record Level(Poisson failed, Poisson well) {
    static Level of(double perSecond, double share) {
      double capped = Math.min(1, share);
      return new Level(new Poisson(perSecond * capped), new Poisson(perSecond * (1 - capped)));
    }
  }

  /** A chance to fail, in the calm and in a burst. */
  private record Mood(Level calm, Level burst) {
    static Mood of(Scenario scenario, double share, double ofTraffic) {
      double perSecond = scenario.perMinute() / 60.0 * ofTraffic;
      double calm = scenario.green().bursts() ? share / (1 - IN_BURST + TIMES * IN_BURST) : share;
      double burst = scenario.green().bursts() ? calm * TIMES : share;
      return new Mood(Level.of(perSecond, calm), Level.of(perSecond, burst));
    }

    Level level(boolean bursting) {
      return bursting ? burst : calm;
    }
  }

  /** What a colour answers, as it is drawn. */
  private static final class Draft {
    private final int[] failed = new int[BEFORE + AFTER];
    private final int[] well = new int[BEFORE + AFTER];

    void draw(int second, Level level, SplittableRandom random) {
      failed[second] = level.failed().draw(random);
      well[second] = level.well().draw(random);
    }

    Trace part(int from, int to) {
      return new Trace(Arrays.copyOfRange(failed, from, to), Arrays.copyOfRange(well, from, to));
    }
  }

  private final int begins;
  private final Mood usual;
  private final Mood faulty;
  private final Mood blueBeside;
  private final Mood greenBeside;
  private final Mood usualBeside;

  Traffic(Scenario scenario) {
    double before = scenario.before();
    double worse = before + scenario.green().more();
    begins = scenario.green().begins();
    usual = Mood.of(scenario, before, 1);
    faulty = Mood.of(scenario, worse, 1);
    blueBeside = Mood.of(scenario, scenario.green().shared() ? worse : before, 0.5);
    greenBeside = Mood.of(scenario, worse, 0.5);
    usualBeside = Mood.of(scenario, before, 0.5);
  }

  /** Draws a run; what both share, such as a burst, comes to all of them at the same time. */
  Drawn draw(SplittableRandom random) {
    boolean bursting = random.nextDouble() < IN_BURST;
    Draft alone = new Draft();
    Draft blue = new Draft();
    Draft green = new Draft();
    for (int i = 0; i < BEFORE + AFTER; i++) {
      boolean fault = i >= BEFORE + begins;
      alone.draw(i, (fault ? faulty : usual).level(bursting), random);
      if (i >= BEFORE) {
        blue.draw(i, (fault ? blueBeside : usualBeside).level(bursting), random);
        green.draw(i, (fault ? greenBeside : usualBeside).level(bursting), random);
      }
      bursting = goesOn(bursting, random);
    }
    int all = BEFORE + AFTER;
    return new Drawn(
        alone.part(0, BEFORE),
        alone.part(BEFORE, all),
        blue.part(BEFORE, all),
        green.part(BEFORE, all));
  }

  private static boolean goesOn(boolean bursting, SplittableRandom random) {
    double drawn = random.nextDouble();
    return bursting ? drawn >= LEAVE : drawn < LEAVE * IN_BURST / (1 - IN_BURST);
  }
}
