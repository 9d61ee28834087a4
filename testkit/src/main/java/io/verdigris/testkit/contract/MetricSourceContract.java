package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link MetricSource} must hold. */
public abstract class MetricSourceContract {
  private final Caller caller = new Caller("read()", Duration.ofSeconds(5));

  /** Returns the source. */
  protected abstract MetricSource source();

  /** Returns a request for pods that have served requests. */
  protected abstract MetricRequest busy();

  /** Returns a request for pods that have served none yet. */
  protected abstract MetricRequest idle();

  /** Returns a request for pods of which the source has no counters. */
  protected abstract MetricRequest unknown();

  /** Returns a request that the source cannot answer, since what it asks is broken. */
  protected abstract MetricRequest broken();

  @Test
  void pods_with_traffic_give_their_counters() {
    Map<String, Counters> pods = counters(busy());
    assertThat(busy().environment().pods())
        .as("only the pods asked for may be in the answer")
        .extracting(Pod::name)
        .containsAll(pods.keySet());
    assertThat(pods.values().stream().mapToLong(Counters::requests).sum()).isPositive();
    pods.forEach(MetricSourceContract::sensible);
  }

  private static void sensible(String pod, Counters counters) {
    assertThat(counters.requests()).as("requests of %s", pod).isNotNegative();
    assertThat(counters.errors())
        .as("errors of %s, which are some of its requests", pod)
        .isBetween(0L, counters.requests());
    assertThat(List.copyOf(counters.buckets().values()))
        .as("buckets of %s, each of which holds those below", pod)
        .isSorted();
  }

  @Test
  void counters_only_grow() {
    Map<String, Counters> first = counters(busy());
    Map<String, Counters> second = counters(busy());
    assertThat(second.keySet()).containsAll(first.keySet());
    second.forEach(
        (pod, counters) ->
            assertThat(counters.requests())
                .as("read() must answer raw counters of %s, not rates or differences", pod)
                .isGreaterThanOrEqualTo(first.getOrDefault(pod, counters).requests()));
  }

  @Test
  void the_time_of_counters_never_goes_back() {
    Sample.AsOf first = value(read(busy())).asOf();
    Sample.AsOf second = value(read(busy())).asOf();
    assertThat(second.oldest())
        .as("counters were as read() says at a time that only grows, however old it is")
        .isAfterOrEqualTo(first.oldest());
  }

  private static Sample.Value value(Sample sample) {
    assertThat(sample)
        .as("pods that have served requests: answer Value")
        .isInstanceOf(Sample.Value.class);
    return (Sample.Value) sample;
  }

  @Test
  void pods_without_traffic_are_not_taken_for_missing_or_failed() {
    assertThat(read(idle()))
        .as("pods were read and have served nothing: answer NoTraffic")
        .isInstanceOf(Sample.NoTraffic.class);
  }

  @Test
  void counters_that_are_not_there_are_not_taken_for_no_traffic() {
    assertThat(read(unknown()))
        .as("the source answered but has no such counters: answer Missing")
        .isInstanceOfSatisfying(
            Sample.Missing.class, missing -> assertThat(missing.reason()).isNotBlank());
  }

  @Test
  void a_colour_without_pods_has_no_counters() {
    MetricRequest busy = busy();
    Environment all = busy.environment();
    var none = new Environment(all.colour(), all.service(), all.port(), all.desired(), List.of());
    assertThat(read(new MetricRequest(busy.context(), none, busy.settings())))
        .as("without pods nothing can be counted, and nothing be told of traffic")
        .isInstanceOfAny(Sample.Missing.class, Sample.Failed.class);
  }

  @Test
  void a_broken_source_fails_and_says_why() {
    Sample answer = read(broken());
    assertThat(answer)
        .as("no answer: answer Failed or throw, or Unreadable where it is the pods' answer")
        .isInstanceOfAny(Sample.Failed.class, Sample.Unreadable.class);
    assertThat(
            answer instanceof Sample.Unreadable unreadable
                ? unreadable.reason()
                : ((Sample.Failed) answer).reason())
        .isNotBlank();
  }

  private Map<String, Counters> counters(MetricRequest request) {
    return value(read(request)).pods();
  }

  /** Reads as the engine does, for which an exception is a failed reading. */
  private Sample read(MetricRequest request) {
    return caller.once(
        () -> {
          try {
            return source().read(request);
          } catch (RuntimeException e) {
            return new Sample.Failed(String.valueOf(e.getMessage()));
          }
        });
  }
}
