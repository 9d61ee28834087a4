package io.verdigris.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SoakTableTest {
  @Test
  void what_grows_is_told_for_a_thousand_rollouts() {
    List<SoakSample> samples =
        LongStream.rangeClosed(1, 20)
            .mapToObj(i -> new SoakSample(50 * i, 1024 * (1000 + 5 * i), 17, 80, 2048))
            .toList();

    assertThat(SoakTable.of(samples))
        .contains("| of 1,000 rollouts |")
        .contains("| 1,007.5 | 1,052.5 | 1,097.5 | +100.0, +100.0 in the second half |")
        .contains("| threads | 17.0 | 17.0 | 17.0 | +0.0, +0.0 in the second half |");
  }
}
