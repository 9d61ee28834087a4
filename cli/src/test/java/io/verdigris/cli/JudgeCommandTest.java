package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.verdigris.Colour;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import io.verdigris.judging.JudgedSample;
import io.verdigris.judging.Opinion;
import io.verdigris.judging.Terms;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JudgeCommandTest {
  private static final Duration SOAK = Duration.ofSeconds(30);

  @TempDir Path dir;
  private final Shell shell = Shell.piped();
  private Path file;

  @BeforeEach
  void record() {
    file = dir.resolve("web.json");
    var err = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    try (var recording = Recording.to(file, err, InstantSource.fixed(Samples.START))) {
      recording.onEvent(
          Samples.event(0, Phase.PROMOTE, Type.SWITCHED, "to green", Map.of("live", "green")));
      recording.onEvent(Samples.event(1, Phase.MONITOR, Type.TERMS, "", terms().details()));
      for (int second = 1; second <= 40; second++) {
        recording.onEvent(
            Samples.event(second, Phase.MONITOR, Type.SAMPLE, "", sample(second).details()));
      }
      recording.remark(Remark.of("left", "a line that is no event"));
      recording.ended(
          Samples.WEB,
          new RolloutOutcome.Promoted(
              "web-17", Optional.of(Colour.GREEN), "green is live", List.of()));
    }
  }

  private static Terms terms() {
    return new Terms(
        SOAK,
        Duration.ZERO,
        0,
        List.of(HardLimits.limits().maxErrorRate(0.9).extension()),
        List.of());
  }

  /** Half of all requests fail, and none is fast. */
  private static JudgedSample sample(int second) {
    long requests = second * 100L;
    var buckets = new TreeMap<>(Map.of(0.1, 0L, 0.5, requests, Double.POSITIVE_INFINITY, requests));
    var counted = new Window(Duration.ofSeconds(second), requests, requests / 2, buckets);
    var opinion = new Opinion("hard-limits", Judgement.goOn("within the limits"));
    var answer = new Sample.NoTraffic(Sample.AsOf.at(Samples.START));
    return JudgedSample.of(
        with(
            "answer",
            "value",
            new JudgedSample(
                Duration.ofSeconds(second),
                Optional.of(answer),
                counted,
                Optional.empty(),
                3,
                3,
                0,
                List.of(opinion))));
  }

  private static Map<String, String> with(String key, String value, JudgedSample sample) {
    var details = sample.details();
    details.put(key, value);
    return details;
  }

  private int judge(String... options) {
    return shell.run(Stream.concat(Stream.of("judge"), Stream.of(options)).toArray(String[]::new));
  }

  @Test
  void by_the_recorded_limits_it_ends_as_it_did() {
    assertThat(judge("--from", file.toString())).as(shell.err()).isZero();
    assertThat(shell.out())
        .startsWith("web-17 judged by hard-limits {max-error-rate=0.9}\n")
        .contains("would have been promoted after ", "what happened: promoted: ");
  }

  @Test
  void by_a_stricter_limit_it_would_have_gone_back() {
    assertThat(judge("--from", file.toString(), "--max-error-rate=0.1")).isEqualTo(11);
    assertThat(shell.out())
        .contains("roll-back ", "would have gone back after ", "the limit is 10.00 %")
        .contains("what happened: promoted");
  }

  @Test
  void latency_is_judged_by_the_recorded_buckets() {
    assertThat(judge("--from", file.toString(), "--max-latency=0.99:100ms")).isEqualTo(11);
    assertThat(shell.out()).contains("took longer than 100 ms");
  }

  @Test
  void without_a_record_of_the_old_colour_a_comparison_is_inconclusive() {
    assertThat(judge("--from", file.toString(), "--compare", "-o", "json")).isEqualTo(12);
    assertThat(shell.out().lines().toList())
        .last()
        .asString()
        .startsWith("{\"type\":\"judged\",\"rollout\":\"web-17\"")
        .contains("\"end\":\"inconclusive\"", "nothing to compare with", "\"id\":\"comparison\"");
  }

  static Stream<Arguments> damaged() {
    return Stream.of(
        arguments("\"type\":\"terms\"", "\"type\":\"other\"", "line 3: a sample comes before"),
        arguments(
            "\"ready\":3", "\"ready\":\"x\"", "line 3: field \"ready\" is \"x\", but must be"),
        arguments("\"service\":\"web\",", "", "line 1: field \"service\" is missing"),
        arguments("\"phase\":\"MONITOR\"", "\"phase\":\"SOAK\"", "\"phase\" is \"SOAK\", but must"),
        arguments(
            "\"soak\":\"PT30S\"", "\"soak\":30", "line 2: field \"soak\" is \"30\", but must"),
        arguments("2026-01-02T", "yesterday ", "line 1: field \"at\" is \"yesterday"),
        arguments("{\"type\":\"switched\"", "switched", "line 1: is no JSON object"),
        arguments("hard-limits\"", "nobodys\"", "wanted: policy \"nobodys\""));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void a_bad_file_is_told_with_line_field_value_and_remedy(
      String text, String instead, String message) throws IOException {
    Files.writeString(file, Files.readString(file).replace(text, instead));

    assertThat(judge("--from", file.toString())).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void a_file_without_a_judged_rollout_is_refused_and_so_is_none() throws IOException {
    Files.writeString(file, "\n");
    assertThat(judge("--from", file.toString())).isEqualTo(2);
    assertThat(judge("--from", dir.resolve("none.json").toString())).isEqualTo(2);
    assertThat(judge()).isEqualTo(2);
    assertThat(shell.err())
        .contains("holds no rollout that was judged", "none.json\" does not exist", "--from");
  }
}
