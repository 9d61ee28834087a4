package io.verdigris.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final List<String> ran = new ArrayList<>();

  @Test
  void nothing_runs_and_no_time_passes_by_itself() {
    Instant begin = time.instant();
    time.execute(task("a"));
    assertThat(ran).isEmpty();
    assertThat(time.instant()).isEqualTo(begin);
    assertThat(time.nanoTime()).isZero();
    assertThat(time.pending()).isEqualTo(1);
  }

  @Test
  void tasks_run_by_time_and_then_in_the_order_given() {
    time.schedule(task("late"), SECOND.multipliedBy(2));
    time.schedule(task("first"), SECOND);
    time.schedule(task("second"), SECOND);
    time.execute(task("now"));
    time.advance(SECOND.multipliedBy(2));
    assertThat(ran).containsExactly("now", "first", "second", "late");
  }

  @Test
  void a_task_sees_its_own_time_and_may_give_more() {
    Instant begin = time.instant();
    time.schedule(
        () -> {
          ran.add(Duration.between(begin, time.instant()).toString());
          time.schedule(task("nested"), SECOND);
        },
        SECOND);
    time.advance(SECOND.multipliedBy(3));
    assertThat(ran).containsExactly("PT1S", "nested");
    assertThat(time.instant()).isEqualTo(begin.plusSeconds(3));
    assertThat(time.nanoTime()).isEqualTo(3_000_000_000L);
  }

  @Test
  void idle_is_reached_without_letting_time_pass() {
    time.schedule(task("later"), SECOND);
    time.execute(() -> time.execute(task("nested")));
    time.runUntilIdle();
    assertThat(ran).containsExactly("nested");
  }

  @Test
  void a_cancelled_task_does_not_run() {
    var first = time.schedule(task("a"), SECOND);
    time.schedule(task("b"), SECOND);
    first.cancel();
    first.cancel();
    time.advance(SECOND);
    assertThat(ran).containsExactly("b");
  }

  @Test
  void time_passes_until_a_condition_holds_or_it_is_enough() {
    for (int i = 1; i <= 3; i++) {
      time.schedule(task("" + i), SECOND.multipliedBy(i));
    }
    assertThat(time.advanceUntil(() -> ran.contains("2"), SECOND.multipliedBy(9))).isTrue();
    assertThat(ran).containsExactly("1", "2");
    assertThat(time.advanceUntil(() -> ran.contains("x"), SECOND.multipliedBy(9))).isFalse();
    assertThat(time.nanoTime()).isEqualTo(11_000_000_000L);
  }

  @Test
  void tasks_that_give_each_other_for_ever_are_told() {
    time.execute(this::again);
    assertThatThrownBy(time::runUntilIdle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("give each other for ever");
  }

  private void again() {
    time.execute(this::again);
  }

  private Runnable task(String name) {
    return () -> ran.add(name);
  }
}
