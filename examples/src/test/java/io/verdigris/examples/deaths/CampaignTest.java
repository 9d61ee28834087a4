package io.verdigris.examples.deaths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Phase;
import io.verdigris.examples.deaths.Kill.Requests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignTest {
  private static Kill kill(String wrong, long seconds) {
    return new Kill(
        Phase.CONFIRM,
        Duration.ofMillis(12),
        Phase.MONITOR,
        Phase.PROMOTED,
        wrong,
        new Requests(3000, 0),
        new Requests(2000, 1),
        Duration.ofSeconds(seconds));
  }

  private static CampaignResult result(long lost, String wrong, List<String> violations) {
    return new CampaignResult(
        3,
        List.of(kill(wrong, 3), kill("", 1), kill("", 2)),
        new Requests(6000, lost),
        new Requests(6000, 0),
        violations);
  }

  @Test
  void nothing_lost_and_nothing_wrong_is_good() {
    assertThat(result(0, "", List.of()).good()).isTrue();
    assertThat(result(1, "", List.of()).good()).isFalse();
    assertThat(result(0, "halted", List.of()).good()).isFalse();
    assertThat(result(0, "", List.of("blue")).good()).isFalse();
  }

  @Test
  void fewer_kills_than_were_wanted_prove_too_little() {
    var nothing = new Requests(1, 0);

    assertThat(new CampaignResult(1, List.of(), nothing, nothing, List.of()).good()).isFalse();
  }

  @Test
  void none_of_so_many_is_told_with_its_bound() {
    assertThat(CampaignResult.share(0, 6000)).isEqualTo("0 of 6,000 (below 0.00050 at 95 %)");
    assertThat(CampaignResult.share(2, 6000)).isEqualTo("2 of 6,000");
    assertThat(CampaignResult.share(0, 2)).isEqualTo("0 of 2 (below 1.0 at 95 %)");
  }

  @Test
  void resume_times_are_told_by_least_median_and_most() {
    assertThat(result(0, "", List.of()).summary())
        .anyMatch(line -> line.contains("min 1.00 s, median 2.00 s, max 3.00 s"));
  }

  @Test
  void a_wrong_end_stands_out() {
    assertThat(CampaignResult.line(1, kill("", 3)))
        .contains("CONFIRM", "MONITOR", "PROMOTED", "0/3000", "1/2000")
        .doesNotContain("WRONG");
    assertThat(CampaignResult.line(1, kill("halted", 3))).endsWith("WRONG: halted");
  }

  @Test
  void options_are_read() {
    CampaignOptions options =
        CampaignOptions.parse(
            List.of("--kubeconfig", "k", "--kills", "5", "--rate", "10", "--seed", "7"));

    assertThat(options.kubeconfig()).contains(Path.of("k"));
    assertThat(options.kills()).isEqualTo(5);
    assertThat(options.rate()).isEqualTo(10);
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.image()).isEqualTo(CampaignOptions.DEFAULTS.image());
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    refused("--kills", "--kills", "0");
    refused("--rate", "--rate", "1001");
    refused("must be a number", "--seed", "x");
    refused("needs a value", "--seed");
    refused("unknown option --speed", "--speed", "1");
  }

  private static void refused(String why, String... arguments) {
    assertThatThrownBy(() -> CampaignOptions.parse(List.of(arguments)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
