package io.verdigris.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;

/** The three ways in which a rollout ends by itself, and what the world must look like then. */
enum Story {
  PROMOTION("promoted", Colour.GREEN, 1),
  ROLLBACK("rolled-back", Colour.BLUE, 2),
  REJECTION("rejected", Colour.BLUE, 0);

  private final String outcome;
  private final Colour live;
  private final int switches;

  Story(String outcome, Colour live, int switches) {
    this.outcome = outcome;
    this.live = live;
    this.switches = switches;
  }

  void setUp(World world) {
    world.greenFails = this == ROLLBACK;
    world.greenNeverReady = this == REJECTION;
  }

  void check(World world, String end, String when) {
    assertThat(world.violations()).as(when).isEmpty();
    assertThat(end).as(when).isEqualTo(outcome);
    assertThat(world.live).as(when).contains(live);
    assertThat(world.env(live).desired).as(when).isEqualTo(3);
    assertThat(world.env(live.other()).desired).as(when).isZero();
    assertThat(world.switches).as(when).isEqualTo(switches);
  }
}
