package io.verdigris.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.http.Via;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pods {@code a} and {@code b}, reached through a proxy that a test tells what they answer. */
class DrainHookTest {
  private static final Application WEB = new Application("shop", "web");
  private static final Map<String, String> SETTINGS = counting().settings();

  private final Map<String, Integer> open = new ConcurrentHashMap<>(Map.of("a", 1, "b", 2));
  private final Map<String, Integer> refusing = new ConcurrentHashMap<>();
  private final List<String> called = new ArrayList<>();
  private List<String> ready = List.of("a", "b");
  private Instant now = Instant.parse("2024-05-01T10:00:00Z");
  private DrainHook hook = anotherProcess();

  private static Extension counting() {
    return Drain.by("/drain").counting("/metrics", "open").via(Via.PROXY).extension();
  }

  private DrainHook anotherProcess() {
    return new DrainHook(() -> this::answer, () -> now);
  }

  private PodProxy.Answer answer(
      Object application,
      String method,
      String pod,
      int port,
      String path,
      Object headers,
      Object timeout)
      throws IOException {
    if (!open.containsKey(pod)) {
      throw new IOException("no answer from " + pod);
    } else if (path.equals("/metrics")) {
      return new PodProxy.Answer(200, "open " + open.get(pod) + "\n");
    }
    synchronized (called) {
      called.add(method + " " + pod + ":" + port + path);
    }
    return new PodProxy.Answer(refusing.getOrDefault(pod, 204), "");
  }

  private Progress<HookResult> call(String memo) {
    return call(SETTINGS, memo);
  }

  private Progress<HookResult> call(Map<String, String> settings, String memo) {
    List<Pod> pods = ready.stream().map(name -> new Pod(name, "192.0.2.1")).toList();
    var old = new Environment(Colour.BLUE, "web-blue", 8080, 2, pods);
    return hook.call(request(settings, memo, Optional.of(old)));
  }

  private static HookRequest request(
      Map<String, String> settings, String memo, Optional<Environment> old) {
    return new HookRequest(
        new RolloutContext("web-1", WEB, 1, () -> {}),
        Phase.DECOMMISSION,
        true,
        Optional.empty(),
        old,
        settings,
        "web-1-0-drain",
        memo);
  }

  private static Progress.Waiting<HookResult> waiting(Progress<HookResult> answer) {
    assertThat(answer).isInstanceOf(Progress.Waiting.class);
    return (Progress.Waiting<HookResult>) answer;
  }

  private static HookResult done(Progress<HookResult> answer) {
    assertThat(answer).isInstanceOf(Progress.Done.class);
    return ((Progress.Done<HookResult>) answer).value();
  }

  @Test
  void each_pod_is_called_once_and_its_connections_are_waited_for() {
    var first = waiting(call(""));
    assertThat(first.reason()).isEqualTo("3 connections of 2 pods to end");
    open.replaceAll((pod, count) -> pod.equals("a") ? 1 : 0);
    assertThat(waiting(call(first.memo())).reason()).isEqualTo("1 connection of 1 pod to end");
    open.replaceAll((pod, count) -> 0);

    assertThat(done(call(first.memo())))
        .isEqualTo(new HookResult("2 pods told to drain; no connection is open any more"));
    assertThat(called).containsExactlyInAnyOrder("POST a:8080/drain", "POST b:8080/drain");
  }

  @Test
  void only_a_pod_that_refused_is_called_again() {
    refusing.put("b", 503);
    open.replaceAll((pod, count) -> 0);
    var first = waiting(call(""));
    assertThat(first.reason()).isEqualTo("a good answer of b (answered 503)");
    refusing.clear();

    assertThat(done(call(first.memo())).note()).isEmpty();
    assertThat(called)
        .containsExactlyInAnyOrder("POST a:8080/drain", "POST b:8080/drain", "POST b:8080/drain");
  }

  @Test
  void what_is_open_after_the_deadline_is_reported_as_forced() {
    String memo = waiting(call("")).memo();
    now = now.plus(Duration.ofMinutes(5));

    HookResult result = done(call(memo));

    assertThat(result.note())
        .isEqualTo("3 connections of 2 pods were still open after the deadline of 5m");
    assertThat(result.summary()).isEqualTo("2 pods told to drain; " + result.note());
  }

  @Test
  void a_takeover_calls_again_and_keeps_the_deadline() {
    String memo = waiting(call("")).memo();
    now = now.plus(Duration.ofMinutes(4));
    hook = anotherProcess();
    assertThat(waiting(call(memo)).memo()).isEqualTo(memo);
    now = now.plus(Duration.ofMinutes(1));

    assertThat(done(call(memo)).note()).contains("still open after the deadline of 5m");
    assertThat(called).hasSize(4);
  }

  @Test
  void a_begin_by_a_clock_that_is_ahead_lengthens_no_deadline() {
    String ahead = now.plus(Duration.ofHours(1)).toString();
    assertThat(waiting(call(ahead)).memo()).isEqualTo(now.toString());
  }

  @Test
  void it_does_not_wait_beyond_the_deadline() {
    String memo = waiting(call("")).memo();
    now = now.plus(Duration.ofMinutes(5).minusMillis(300));
    assertThat(waiting(call(memo)).checkAgain()).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void a_pod_that_was_told_is_counted_on_when_it_turns_unready() {
    String memo = waiting(call("")).memo();
    ready = List.of("a");
    open.put("a", 0);
    assertThat(waiting(call(memo)).reason()).isEqualTo("2 connections of 1 pod to end");
  }

  @Test
  void a_pod_that_went_is_drained() {
    String memo = waiting(call("")).memo();
    ready = List.of("a");
    open.put("a", 0);
    open.remove("b");
    assertThat(done(call(memo)).note()).isEmpty();
  }

  @Test
  void a_ready_pod_that_cannot_be_asked_is_told_but_fails_nothing() {
    open.remove("b");
    open.put("a", 0);
    String memo = waiting(call("")).memo();
    now = now.plus(Duration.ofMinutes(5));
    String b = "b (through the pod proxy: no answer from b)";
    String unreachable =
        "1 pod could not be told to drain: "
            + b
            + "; the connections of 1 pod could not be read: "
            + b;

    assertThat(done(call(memo)))
        .isEqualTo(new HookResult("1 pod told to drain; " + unreachable, unreachable));
  }

  @Test
  void a_gauge_that_is_not_there_is_not_taken_for_silence() {
    var settings =
        Drain.by("/drain").counting("/metrics", "opened").via(Via.PROXY).extension().settings();
    assertThat(waiting(call(settings, "")).reason())
        .isEqualTo("the open connections of a (has no metric opened) and 1 more");
  }

  @Test
  void without_a_gauge_it_waits_for_good_answers_only() {
    var settings = Drain.by("/drain").via(Via.PROXY).extension().settings();
    assertThat(done(call(settings, ""))).isEqualTo(new HookResult("2 pods told to drain"));
  }

  @Test
  void without_an_old_colour_it_fails() {
    assertThat(hook.call(request(SETTINGS, "", Optional.empty())))
        .isEqualTo(Progress.failed("there is no old colour to drain at DECOMMISSION"));
  }

  private Admission admit(Map<String, String> settings) {
    return hook.admit(RolloutSpec.builder(WEB).image("app", "web:2").build(), settings);
  }

  @Test
  void the_plan_shows_its_calls() {
    Admission admission = admit(SETTINGS);
    assertThat(admission.findings()).isEmpty();
    assertThat(admission.calls())
        .containsExactly(
            new PlannedCall(
                Phase.DECOMMISSION, "POST", "Pod shop/*", "tell the old colour to drain by /drain"),
            new PlannedCall(Phase.DECOMMISSION, "GET", "Pod shop/*", "read open from /metrics"));
  }

  @Test
  void the_plan_says_when_nothing_is_waited_for() {
    var settings = Drain.by("/drain").via(Via.DIRECT).extension().settings();
    assertThat(admit(settings).notes())
        .containsExactly(
            "hook drain does not wait for connections to end: nothing tells how many are open");
  }

  @Test
  void another_phase_is_refused() {
    assertThat(admit(Map.of("path", "/drain", "via", "direct")).findings())
        .singleElement()
        .hasToString(
            "phase of hook drain \"after VERIFY\": is not when the old colour can be drained; set"
                + " phase to DECOMMISSION and moment to before");
  }

  @Test
  void a_hook_that_would_time_out_before_its_deadline_is_refused() {
    var settings = Map.of("path", "/drain", "deadline", "PT10M");
    assertThatThrownBy(() -> DrainPlan.parse(settings))
        .hasMessage(
            "timeout of drain must be at least a minute more than the deadline of PT10M (the"
                + " default is PT10M), but is not set");
    assertThat(Drain.by("/drain").deadline(Duration.ofMinutes(10)).extension().settings())
        .containsEntry("timeout", "PT15M");
  }

  @Test
  void a_page_without_a_gauge_and_a_gauge_without_a_page_are_refused() {
    assertThat(Stream.of("connections", "gauge"))
        .allSatisfy(
            one ->
                assertThatThrownBy(() -> DrainPlan.parse(Map.of("path", "/drain", one, "/metrics")))
                    .isInstanceOf(IllegalArgumentException.class));
    assertThatThrownBy(() -> DrainPlan.parse(Map.of("path", "/drain", "gauge", "open")))
        .hasMessageStartingWith("connections of drain must be");
  }
}
