package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.Sample;
import io.verdigris.spi.TrafficState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompareStepsTest {
  private static final Sample NOTHING = new Sample.Failed("connection refused");

  private final Scene scene = new Scene(Phase.COMPARE, Step.COMPARE);

  @BeforeEach
  void bothServe() {
    scene.traffic = new TrafficState(Optional.empty(), 4, 1, "web-7", "{app=web}", List.of());
  }

  @Test
  void it_goes_on_until_its_time_is_over_whatever_is_seen() {
    assertThat(scene.metrics(NOTHING).compare())
        .isInstanceOfSatisfying(
            Event.Judged.class,
            judged -> assertThat(judged.judgement().verdict()).isEqualTo(Verdict.BLIND));
    assertThat(scene.counting(Map.of("a", 7L)).compare()).isInstanceOf(Event.Judged.class);
  }

  @Test
  void what_is_not_suspect_any_more_when_its_time_is_over_is_cleared() {
    assertThat(scene.counting(Map.of("a", 7L)).last().compare()).isInstanceOf(Event.Compared.class);
  }

  @Test
  void whoever_sees_nothing_when_its_time_is_over_clears_nothing() {
    assertThat(scene.metrics(NOTHING).last().compare())
        .isInstanceOfSatisfying(
            Event.Judged.class,
            judged -> {
              assertThat(judged.judgement().verdict()).isEqualTo(Verdict.ROLL_BACK);
              assertThat(judged.judgement().why()).contains("connection refused");
            });
  }

  @Test
  void what_an_earlier_process_was_done_with_is_not_done_again() {
    scene.traffic = Samples.traffic(Colour.GREEN, 5);

    assertThat(scene.counting(Map.of("a", 7L)).compare()).isInstanceOf(Event.StepDone.class);
    assertThat(scene.readings).isZero();
  }

  private static Scene stepping() {
    var stepping = new Scene(Phase.SHIFT, Step.WATCH_SHIFT);
    stepping.traffic = new TrafficState(Optional.empty(), 5, 1, "web-7", "{app=web}", List.of());
    return stepping;
  }

  @Test
  void a_step_is_over_when_its_time_is_and_nothing_speaks_against_the_new_colour() {
    Scene stepping = stepping().counting(Map.of("a", 7L));

    assertThat(stepping.shifted()).isInstanceOf(Event.Judged.class);
    stepping.after(Duration.ofMinutes(5));
    assertThat(stepping.shifted()).isInstanceOf(Event.StepDone.class);
  }

  @Test
  void a_step_is_not_over_as_long_as_nothing_is_seen() {
    Scene stepping = stepping().metrics(NOTHING);
    stepping.after(Duration.ofMinutes(5));

    assertThat(stepping.shifted())
        .isInstanceOfSatisfying(
            Event.Judged.class,
            judged -> assertThat(judged.judgement().verdict()).isEqualTo(Verdict.BLIND));
  }
}
