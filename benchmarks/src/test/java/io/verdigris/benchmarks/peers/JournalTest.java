package io.verdigris.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.benchmarks.process.RequestKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final Instant READY = Instant.parse("2026-01-01T00:00:00Z");

  private static final Journal JOURNAL =
      new Journal(
          List.of(
              event(10, Phase.DEPLOY, Type.DONE, "3 pods of green are ready"),
              event(20, Phase.VERIFY, Type.PHASE, "DEPLOY\tis\nover"),
              event(30, Phase.VERIFY, Type.DONE, "the slices of web-green list exactly 3"),
              event(60, Phase.PROMOTE, Type.PHASE, ""),
              event(100, Phase.CONFIRM, Type.PHASE, "")),
          List.of(
              call(12, 18, "PUT configmaps", "verdigris-web"),
              call(25, 28, "LIST endpointslices", ""),
              call(40, 58, "PUT configmaps", "verdigris-web"),
              call(70, 90, "PATCH services", "web"),
              call(95, 99, "PUT configmaps", "verdigris-web")));

  private static Journal.Entry event(long at, Phase phase, Type type, String message) {
    return new Journal.Entry(READY.plusMillis(at), phase, type, message);
  }

  private static Call call(long sent, long answered, String kind, String name) {
    return new Call(READY.plusMillis(sent), READY.plusMillis(answered), kind, name);
  }

  private static Parts.Seen seen() {
    return new Parts.Seen(READY, Optional.of(READY.plusMillis(5)), READY.plusMillis(93));
  }

  @Test
  void it_is_read_as_it_was_written_but_for_white_space() {
    Journal read = Journal.parse(JOURNAL.lines());

    assertThat(read.calls()).isEqualTo(JOURNAL.calls());
    assertThat(read.events()).hasSize(5);
    assertThat(read.events().get(1).message()).isEqualTo("DEPLOY is over");
  }

  @Test
  void each_part_of_a_switch_is_counted_from_ready() {
    Parts parts = Parts.of(JOURNAL, "web", seen()).orElseThrow();

    assertThat(parts.done())
        .containsEntry("the Deployment's status says so", Duration.ofMillis(5))
        .containsEntry("the rollout has read that", Duration.ofMillis(10))
        .containsEntry("the slices list them (barrier)", Duration.ofMillis(30))
        .containsEntry("patch sent", Duration.ofMillis(70))
        .containsEntry("patch answered", Duration.ofMillis(90))
        .containsEntry("Service seen to have moved", Duration.ofMillis(93));
    assertThat(parts.ledger()).isEqualTo(Duration.ofMillis(24));
    assertThat(parts.requests()).isEqualTo(4);
  }

  @Test
  void without_a_patch_there_are_no_parts() {
    assertThat(Parts.of(Journal.NONE, "web", seen())).isEmpty();
  }

  @Test
  void requests_belong_to_the_phase_that_they_were_sent_in() {
    assertThat(JOURNAL.byPhase())
        .containsEntry("ADMIT", Map.of("PUT configmaps", 1L))
        .containsEntry("VERIFY", Map.of("LIST endpointslices", 1L, "PUT configmaps", 1L))
        .containsEntry("PROMOTE", Map.of("PATCH services", 1L, "PUT configmaps", 1L));
  }

  @Test
  void requests_are_told_by_verb_and_resource() {
    assertThat(RequestKind.of("GET", "/api/v1/namespaces/a/services/web", ""))
        .isEqualTo("GET services");
    assertThat(RequestKind.of("GET", "/apis/apps/v1/namespaces/a/deployments", "limit=250"))
        .isEqualTo("LIST deployments");
    assertThat(RequestKind.of("GET", "/api/v1/namespaces/a/pods", "watch=true&x=y"))
        .isEqualTo("WATCH pods");
    assertThat(RequestKind.of("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", ""))
        .isEqualTo("POST selfsubjectrulesreviews");
    assertThat(RequestKind.name("/api/v1/namespaces/a/services/web")).isEqualTo("web");
    assertThat(RequestKind.name("/api/v1/namespaces/a/services")).isEmpty();
  }
}
