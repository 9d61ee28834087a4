package io.verdigris.metrics.prometheus;

import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.http.PodHttp;
import io.verdigris.http.Via;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** The source {@code pods}; {@link PodMetrics} documents it. */
final class PodMetricSource implements MetricSource {
  private static final int BODY_LIMIT = 4 * 1024 * 1024;

  private final InstantSource clock;
  private final PodHttp http;

  PodMetricSource(Supplier<PodProxy> proxy, InstantSource clock) {
    this.clock = clock;
    http = new PodHttp(proxy);
  }

  /** The settings, read and checked. */
  record Plan(OptionalInt port, String path, Via via, Duration timeout, List<Layout> layouts) {
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(3);

    static Plan parse(Map<String, String> values) {
      var s = new Settings(PodMetrics.ID, values);
      s.refuseOthers(Layout.keysAnd(Set.of("port", "path", "via", "timeout")));
      return new Plan(
          s.text("port").isEmpty()
              ? OptionalInt.empty()
              : OptionalInt.of(s.number("port", 0, 1, 65535)),
          s.path("path"),
          Via.of(s),
          s.duration("timeout", LONGEST_TIMEOUT).orElse(Duration.ofSeconds(2)),
          Layout.parse(s, Presets.PODS));
    }
  }

  @Override
  public Sample read(MetricRequest request) {
    Plan plan = plan(request);
    List<Pod> pods = request.environment().pods();
    if (pods.isEmpty()) {
      return new Sample.Missing("no pod is ready to be read");
    }
    int port = plan.port().orElse(request.environment().port());
    Instant asked = clock.instant();
    List<PodHttp.Reply> replies =
        http.ask(
            pods.stream()
                .map(pod -> new PodHttp.Target(pod.name(), pod.address(), port, true))
                .toList(),
            new PodHttp.Question(
                request.context().application(),
                "GET",
                plan.path(),
                Map.of("Accept", "text/plain;version=0.0.4"),
                plan.timeout(),
                BODY_LIMIT,
                plan.via()));
    var asOf = new Sample.AsOf(asked, clock.instant());
    var tallies = new Tallies(plan.layouts());
    Map<String, String> unreadable = new LinkedHashMap<>();
    for (int i = 0; i < pods.size(); i++) {
      String pod = pods.get(i).name();
      try {
        series(replies.get(i), plan).forEach(series -> tallies.add(pod, series));
      } catch (IllegalArgumentException e) {
        unreadable.put(pod, pod + ":" + port + plan.path() + " " + e.getMessage());
      }
    }
    return unreadable.size() == pods.size()
        ? new Sample.Unreadable(
            "none of " + pods.size() + " pods answers, " + unreadable.values().iterator().next())
        : tallies.sample(pods, unreadable, pods.size() + " pods", layout -> asOf);
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    Plan plan = Plan.parse(settings);
    var call =
        new PlannedCall(
            Phase.MONITOR,
            "GET",
            "Pod " + spec.application().namespace() + "/*",
            "read request counters from " + plan.path());
    Admission way = http.admit(spec.application(), plan.via(), "GET", List.of());
    return new Admission(way.findings(), List.of(call), way.permissions(), way.notes(), 0);
  }

  private static Plan plan(MetricRequest request) {
    return Settings.underWay(() -> Plan.parse(request.settings()));
  }

  private static List<Series> series(PodHttp.Reply reply, Plan plan) {
    if (reply instanceof PodHttp.Reply.None none) {
      throw new IllegalArgumentException(none.reason());
    }
    var answer = (PodHttp.Reply.Answer) reply;
    if (answer.status() != 200) {
      throw new IllegalArgumentException("answered " + answer.status());
    }
    if (!answer.whole()) {
      throw new IllegalArgumentException("answered more than " + BODY_LIMIT + " bytes");
    }
    return Exposition.read(answer.body(), Layout.names(plan.layouts()));
  }
}
