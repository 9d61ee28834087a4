package io.verdigris.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The program itself; the figures of a long run are told by one. */
class SoakIT {
  @Test
  void six_rollouts_of_three_applications_are_sampled() throws InterruptedException {
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    var terms = new Soak.Terms(3, 6, 2, Duration.ofMinutes(1), List.of());

    assertThat(new Soak(terms, out).measure(Optional.empty())).as("%s", printed).isTrue();

    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("| of 6 rollouts |", "threads");
  }
}
