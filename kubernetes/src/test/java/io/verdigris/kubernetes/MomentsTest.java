package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MomentsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Moments<String, String> moments = new Moments<>(() -> now);

  @BeforeEach
  void keep() {
    moments.keep("a", "one");
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void it_is_remembered_for_a_moment() {
    pass(Duration.ofSeconds(5));
    assertThat(moments.of("a")).contains("one");
    pass(Duration.ofMillis(1));
    assertThat(moments.of("a")).isEmpty();
  }

  @Test
  void a_clock_that_was_set_back_tells_nothing() {
    pass(Duration.ofMillis(-1));
    assertThat(moments.of("a")).isEmpty();
  }

  @Test
  void what_is_kept_again_begins_anew_and_takes_nothing_else_away() {
    pass(Duration.ofSeconds(3));
    moments.keep("b", "two");
    moments.keep("a", "three");
    pass(Duration.ofSeconds(3));
    moments.keep("c", "four");
    assertThat(moments.of("a")).contains("three");
    assertThat(moments.of("b")).contains("two");
  }

  @Test
  void what_is_taken_is_forgotten() {
    assertThat(moments.take("a")).contains("one");
    assertThat(moments.of("a")).isEmpty();
  }
}
