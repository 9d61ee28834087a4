package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.Colour;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlindSpellsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Sample.AsOf NOW = Sample.AsOf.at(Samples.NOON);
  private static final Environment GREEN =
      new Environment(
          Colour.GREEN,
          "web-green",
          8080,
          2,
          List.of(new Pod("a", "10.0.0.1"), new Pod("b", "10.0.0.2")));

  private final BlindSpells spells = new BlindSpells();
  private final Map<Blind, BlindRule> rules = new EnumMap<>(Blind.class);
  private Instant now = Samples.NOON;

  @ParameterizedTest
  @EnumSource(Blind.class)
  void each_kind_has_a_limit_of_its_own(Blind kind) {
    for (Blind other : Blind.values()) {
      rules.put(other, BlindRule.hold());
    }
    rules.put(kind, BlindRule.rollBackAfter(LIMIT));
    for (Blind other : Blind.values()) {
      assertThat(lasting(sample(other), LIMIT.minusSeconds(1)))
          .as("%s before its limit", other)
          .isEqualTo(Verdict.BLIND);
      assertThat(look(sample(other), Duration.ofSeconds(1)))
          .as("%s with a limit for %s", other, kind)
          .isEqualTo(other == kind ? Verdict.ROLL_BACK : Verdict.BLIND);
    }
  }

  private static Sample sample(Blind kind) {
    return switch (kind) {
      case NO_TRAFFIC -> new Sample.NoTraffic(NOW);
      case MISSING -> new Sample.Missing("no series");
      case FAILED -> new Sample.Failed("refused");
      case UNREADABLE -> new Sample.Unreadable("404");
    };
  }

  @Test
  void without_rules_what_the_colour_may_be_to_blame_for_goes_back() {
    assertThat(lasting(sample(Blind.NO_TRAFFIC), Duration.ofHours(2))).isEqualTo(Verdict.BLIND);
    assertThat(lasting(sample(Blind.FAILED), Duration.ofHours(2))).isEqualTo(Verdict.BLIND);
    assertThat(lasting(sample(Blind.MISSING), LIMIT)).isEqualTo(Verdict.ROLL_BACK);
    assertThat(lasting(sample(Blind.UNREADABLE), LIMIT)).isEqualTo(Verdict.ROLL_BACK);
  }

  @Test
  void a_break_begins_the_time_anew() {
    assertThat(lasting(sample(Blind.MISSING), LIMIT.minusSeconds(1))).isEqualTo(Verdict.BLIND);
    assertThat(spells.look(now, GREEN, value(Map.of(), "a", "b"), rules)).isEmpty();

    assertThat(lasting(sample(Blind.MISSING), LIMIT.minusSeconds(1))).isEqualTo(Verdict.BLIND);
  }

  @Test
  void it_says_what_is_not_seen_for_how_long_and_what_follows() {
    spells.look(now, GREEN, sample(Blind.MISSING), rules);
    Optional<Judgement> held = spells.look(now, GREEN, sample(Blind.MISSING), rules);
    now = now.plus(LIMIT).plusMillis(500);
    Optional<Judgement> back = spells.look(now, GREEN, sample(Blind.MISSING), rules);

    assertThat(held)
        .contains(
            Judgement.blind("the metrics are missing: no series; traffic goes back after 2m"));
    assertThat(back)
        .contains(
            Judgement.rollBack(
                "the metrics are missing: no series, for 2m; traffic goes back after 2m"));
  }

  @Test
  void one_pod_that_cannot_be_read_is_blindness_too_but_not_for_one_reading() {
    Sample part = value(Map.of("b", "refused"), "a");

    assertThat(spells.look(now, GREEN, part, rules)).isEmpty();
    assertThat(look(part, Duration.ofSeconds(2))).isEqualTo(Verdict.BLIND);
    assertThat(look(part, LIMIT)).isEqualTo(Verdict.ROLL_BACK);
    assertThat(spells.look(now, GREEN, part, rules))
        .hasValueSatisfying(j -> assertThat(j.why()).contains("pod b cannot be read: refused"));
  }

  @Test
  void pods_that_cannot_be_read_in_turns_do_not_add_up() {
    for (int i = 0; i < 200; i++) {
      Sample part = i % 2 == 0 ? value(Map.of("b", "late"), "a") : value(Map.of("a", "late"), "b");
      now = now.plusSeconds(2);
      assertThat(spells.look(now, GREEN, part, rules)).isEmpty();
    }
  }

  @Test
  void a_pod_of_which_all_could_not_be_read_goes_on_being_unreadable_when_another_returns() {
    assertThat(lasting(sample(Blind.UNREADABLE), LIMIT.minusSeconds(1))).isEqualTo(Verdict.BLIND);

    assertThat(look(value(Map.of("b", "404"), "a"), Duration.ofSeconds(1)))
        .isEqualTo(Verdict.ROLL_BACK);
  }

  @Test
  void counters_that_vanish_are_missed_and_those_that_were_never_there_are_not() {
    assertThat(spells.look(now, GREEN, value(Map.of(), "a"), rules)).isEmpty();
    now = now.plusSeconds(2);
    assertThat(spells.look(now, GREEN, value(Map.of(), "a"), rules)).isEmpty();
    assertThat(spells.look(now, GREEN, value(Map.of(), "a", "b"), rules)).isEmpty();

    assertThat(lasting(value(Map.of(), "a"), Duration.ofSeconds(2))).isEqualTo(Verdict.BLIND);
  }

  @Test
  void counters_of_proxies_are_no_pods_and_lack_none() {
    assertThat(spells.look(now, GREEN, value(Map.of(), "proxy-1", "proxy-2"), rules)).isEmpty();
    now = now.plusSeconds(2);

    assertThat(spells.look(now, GREEN, value(Map.of(), "proxy-2"), rules)).isEmpty();
  }

  private Verdict lasting(Sample sample, Duration time) {
    spells.look(now, GREEN, sample, rules);
    return look(sample, time);
  }

  private Verdict look(Sample sample, Duration later) {
    now = now.plus(later);
    return spells.look(now, GREEN, sample, rules).orElseThrow().verdict();
  }

  private static Sample value(Map<String, String> unreadable, String... pods) {
    var counters = new TreeMap<String, Counters>();
    for (String pod : pods) {
      counters.put(pod, Scene.counters(100, 0));
    }
    return new Sample.Value(counters, NOW, unreadable);
  }
}
