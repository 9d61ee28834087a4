package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.spi.Admission;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobHookTest {
  private static final String MANIFEST =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: any}
      spec:
        template:
          spec:
            restartPolicy: Never
            containers: [{name: test, image: "none"}]
      """;

  private static EmbeddedCluster cluster;

  private Shop shop;
  private PhaseHook hook;

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() {
    shop = new Shop(cluster);
    hook = new JobHookProvider().create(shop.app.context());
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private HookRequest request(String manifest, String key, long fence, String memo) {
    return new HookRequest(
        new RolloutContext("web-1", shop.app.application(), fence, () -> {}),
        Phase.VERIFY,
        false,
        Optional.empty(),
        Optional.empty(),
        Map.of("manifest", manifest),
        key,
        memo);
  }

  private String memo(Progress<HookResult> answer) {
    assertThat(answer).isInstanceOf(Progress.Waiting.class);
    return ((Progress.Waiting<HookResult>) answer).memo();
  }

  private List<String> jobs() {
    return shop
        .app
        .client()
        .batch()
        .v1()
        .jobs()
        .inNamespace(shop.app.namespace())
        .list()
        .getItems()
        .stream()
        .map((Job j) -> j.getMetadata().getName())
        .sorted()
        .toList();
  }

  @Test
  void a_process_that_takes_over_goes_on_with_the_job_that_was_begun() {
    String memo = memo(hook.call(request(MANIFEST, "web-1-0-job", 7, "")));
    assertThat(memo(hook.call(request(MANIFEST, "web-1-0-job", 7, memo)))).isEqualTo(memo);
    assertThat(memo(hook.call(request(MANIFEST, "web-1-0-job", 8, memo)))).isEqualTo(memo);

    assertThat(jobs()).containsExactly("web-1-0-job-7");
  }

  @Test
  void a_job_that_an_earlier_rollout_of_the_same_number_left_is_not_taken_for_ours() {
    for (long fence : new long[] {7, 9}) {
      String memo = memo(hook.call(request(MANIFEST, "web-1-0-job", fence, "")));
      hook.call(request(MANIFEST, "web-1-0-job", fence, memo));
    }
    assertThat(jobs()).containsExactly("web-1-0-job-7", "web-1-0-job-9");
  }

  @Test
  void a_name_stays_a_name_however_long_the_key_is() {
    String one = JobHook.name(request(MANIFEST, "a".repeat(63), 1, "12"));
    String other = JobHook.name(request(MANIFEST, "a".repeat(63), 1, "13"));
    assertThat(one).hasSize(63).isNotEqualTo(other);
  }

  @Test
  void a_manifest_that_is_no_job_with_a_container_fails_the_hook() {
    for (String manifest :
        List.of("{apiVersion: batch/v1, kind: Job}", "{apiVersion: v1, kind: Pod}", "a: [")) {
      assertThat(hook.call(request(manifest, "web-1-0-job", 7, "7")))
          .isInstanceOf(Progress.Failed.class);
    }
    assertThat(jobs()).isEmpty();
  }

  @Test
  void what_a_job_needs_and_would_do_is_in_the_plan_and_a_manifest_that_is_none_is_refused() {
    Admission good = hook.admit(shop.spec(), Map.of("manifest", MANIFEST, "phase", "prepare"));
    assertThat(good.findings()).isEmpty();
    assertThat(good.permissions()).contains(new Permission("batch", "jobs", "create"));
    assertThat(good.calls()).allMatch(c -> c.phase() == Phase.PREPARE).isNotEmpty();
    assertThat(hook.admit(shop.spec(), Map.of("manifest", "kind: Pod\napiVersion: v1")).findings())
        .extracting(Finding::problem)
        .containsExactly("is no Job");
  }
}
