package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.spi.Evidence.Beside;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OldRecordTest {
  /** 2,400 requests, of which hardly any failed. */
  private static final List<Window> RECENT = List.of(window(1200, 1), window(1200, 0));

  private static final Beside NEVER = new Beside(0, List.of());

  private static Window window(long requests, long errors) {
    return new Window(Duration.ofSeconds(3), requests, errors, new TreeMap<>());
  }

  @Test
  void what_is_recent_stands_alone_once_its_bound_is_within_the_usual_margin() {
    Window earlier = window(50, 0);
    List<Window> enough = List.of(window(OldRecord.ENOUGH, 0));

    assertThat(OldRecord.record(enough, earlier)).isEqualTo(enough);
    assertThat(OldRecord.record(RECENT, earlier))
        .containsExactly(earlier, RECENT.get(0), RECENT.get(1));
    assertThat(Bernoulli.upperBound(OldRecord.ENOUGH, 0, 0.01 / 4)).isLessThanOrEqualTo(0.001);
  }

  @Test
  void one_percent_is_found_though_the_rollout_itself_saw_little_of_the_old_colour() {
    List<Window> record = OldRecord.record(RECENT, window(4000, 2));
    var compared = new Compared("failed", 0.001, 0.005, 0.01, Window::errors);
    List<Window> since = List.of(window(3000, 30));

    assertThat(compared.judge(record, since, NEVER).verdict()).isEqualTo(Judgement.Verdict.SUSPECT);
    assertThat(compared.judge(RECENT, since, NEVER).verdict())
        .as("by what is recent alone")
        .isNotEqualTo(Judgement.Verdict.SUSPECT);
  }
}
