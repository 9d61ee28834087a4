package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Known<Service> known =
      new Known<>(service -> service.getMetadata().getLabels().get("color"));

  private static Service service(String uid, String version, String colour) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withUid(uid)
        .withResourceVersion(version)
        .withLabels(Map.of("color", colour))
        .endMetadata()
        .build();
  }

  private List<String> colours() {
    return known.lately(NOW, Instant.MIN).orElseThrow().stream()
        .map(s -> s.getMetadata().getLabels().get("color"))
        .sorted()
        .toList();
  }

  @Test
  void what_only_a_watch_has_told_of_is_not_known_to_be_all() {
    known.heard(service("a", "5", "blue"));
    assertThat(known.lately(NOW, Instant.MIN)).isEmpty();
  }

  @Test
  void an_answer_is_known_and_the_watch_goes_on_from_it() {
    known.answered(List.of(service("a", "5", "blue")), "7", NOW);
    assertThat(colours()).containsExactly("blue");
    assertThat(known.heard(service("a", "8", "green"))).isTrue();
    assertThat(known.heard(service("b", "9", "blue"))).isTrue();
    assertThat(colours()).containsExactly("blue", "green");
  }

  @Test
  void what_the_watch_tells_late_takes_no_newer_answer_s_place() {
    known.answered(List.of(service("a", "8", "green")), "8", NOW);
    known.heard(service("a", "5", "blue"));
    assertThat(colours()).containsExactly("green");
  }

  @Test
  void an_answer_that_comes_late_takes_no_newer_event_s_place() {
    known.answered(List.of(service("a", "5", "blue")), "5", NOW);
    known.heard(service("a", "8", "green"));
    known.answered(List.of(service("a", "5", "blue")), "6", NOW);
    assertThat(colours()).containsExactly("green");
  }

  @Test
  void what_has_come_since_an_answer_stays_and_what_had_gone_by_it_goes() {
    known.answered(List.of(service("a", "3", "blue"), service("b", "4", "blue")), "5", NOW);
    known.heard(service("c", "9", "green"));
    known.answered(List.of(service("a", "3", "blue")), "7", NOW);
    assertThat(colours()).containsExactly("blue", "green");
  }

  @Test
  void an_old_answer_does_not_bring_back_what_has_ended() {
    known.answered(List.of(service("a", "5", "blue")), "5", NOW);
    known.ended(service("a", "9", "blue"));
    known.answered(List.of(service("a", "5", "blue")), "8", NOW);
    assertThat(colours()).isEmpty();
  }

  @Test
  void an_event_of_what_an_answer_did_not_list_any_more_is_no_news() {
    known.answered(List.of(), "9", NOW);
    assertThat(known.heard(service("a", "8", "blue"))).isFalse();
    assertThat(colours()).isEmpty();
  }

  @Test
  void the_echo_of_an_own_write_is_no_news_but_what_somebody_else_writes_after_it_is() {
    known.heard(service("a", "5", "blue"));
    known.written(service("a", "8", "green"));
    assertThat(known.heard(service("a", "7", "red"))).isFalse();
    assertThat(known.heard(service("a", "8", "green"))).isFalse();
    assertThat(known.heard(service("a", "9", "green"))).isFalse();
    assertThat(known.heard(service("a", "10", "blue"))).isTrue();
  }

  @Test
  void an_answer_to_a_read_is_still_news_to_those_who_did_not_read() {
    known.heard(service("a", "5", "blue"));
    known.answered(List.of(service("a", "8", "green")), "8", NOW);
    assertThat(known.heard(service("a", "8", "green"))).isTrue();
  }

  @Test
  void a_watch_is_not_trusted_for_ever() {
    known.answered(List.of(service("a", "5", "blue")), "5", NOW);
    Duration trust = Known.TRUST;
    assertThat(known.lately(NOW.plus(trust).minusMillis(1), Instant.MIN)).isPresent();
    assertThat(known.lately(NOW.plus(trust), Instant.MIN)).isEmpty();
    assertThat(known.lately(NOW.minusMillis(1), Instant.MIN))
        .as("a clock that was set back")
        .isEmpty();
  }

  @Test
  void a_watch_that_tells_of_anything_is_trusted_on() {
    known.answered(List.of(service("a", "5", "blue")), "5", NOW);
    Instant heard = NOW.plus(Duration.ofMinutes(1));
    assertThat(known.lately(heard, NOW)).isEmpty();
    assertThat(known.lately(heard, heard)).isPresent();
    assertThat(known.lately(heard.plus(Known.TRUST), heard)).isEmpty();
  }

  @Test
  void a_watch_that_tells_of_others_does_not_tell_what_it_never_did() {
    assertThat(known.lately(NOW, NOW)).isEmpty();
  }

  @Test
  void versions_that_are_no_numbers_are_never_known() {
    known.answered(List.of(service("a", "x5", "blue")), "x5", NOW);
    assertThat(known.lately(NOW, Instant.MIN)).isEmpty();
    assertThat(known.heard(service("a", "x6", "green"))).isTrue();
    assertThat(known.heard(service("a", "x7", "blue"))).isTrue();
  }
}
