package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Topology;
import io.verdigris.spi.Topology.Size;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EnvironmentProvisioner} must hold. Each test begins with an application of
 * which blue is live with all pods ready, and which has no green.
 */
public abstract class EnvironmentProvisionerContract {
  private static final long FENCE = 1000;

  private final Caller caller = new Caller("the provisioner", Duration.ofSeconds(10));

  /** Returns the provisioner. */
  protected abstract EnvironmentProvisioner provisioner();

  /** Returns a spec that the provisioner admits and whose pods become ready. */
  protected abstract RolloutSpec spec();

  /** Returns a context of the application with this fence. */
  protected RolloutContext context(long fence) {
    return ContractFixture.context(spec().application(), fence);
  }

  @Test
  void observing_and_admitting_change_nothing() {
    Topology before = observe();
    assertThat(before.colours()).containsOnlyKeys(Colour.BLUE);
    assertThat(
            caller
                .once(() -> provisioner().admit(spec(), Optional.of(Colour.BLUE), Colour.GREEN))
                .findings())
        .as("the fixture's spec is admitted")
        .isEmpty();
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  void claiming_is_repeatable_and_a_lower_fence_is_refused() {
    provisioner().claim(context(FENCE));
    provisioner().claim(context(FENCE));
    Topology before = observe();
    assertThatThrownBy(() -> provisioner().claim(context(FENCE - 1)))
        .as("a higher fence is there: another process owns the application")
        .isInstanceOf(OwnershipLostException.class);
    assertThat(observe()).isEqualTo(before);
  }

  @Test
  void preparing_is_repeatable_and_brings_no_pod_up() {
    claimed();
    done(EnvironmentProvisioner::prepare);
    done(EnvironmentProvisioner::prepare);
    assertThat(sizeOf(Colour.BLUE)).isEqualTo(blue());
    assertThat(sizeOf(Colour.GREEN).desired()).isZero();
  }

  @Test
  void deploying_brings_up_as_many_ready_pods_as_asked_for_and_leaves_the_other_colour_alone() {
    claimed();
    Size before = blue();
    Environment green = deployed();
    assertThat(green.ready()).isEqualTo(before.desired());
    assertThat(green.colour()).isEqualTo(Colour.GREEN);
    assertThat(green.pods()).extracting(Pod::name).doesNotHaveDuplicates();
    assertThat(green.pods()).extracting(Pod::address).doesNotContain("");
    assertThat(sizeOf(Colour.GREEN).ready()).isEqualTo(before.desired());
    assertThat(blue()).isEqualTo(before);
  }

  @Test
  void deploying_again_keeps_the_same_pods() {
    claimed();
    Environment first = deployed();
    assertThat(deployed().pods())
        .as("deploy() repeated, as after a crash, must find its work done")
        .containsExactlyInAnyOrderElementsOf(first.pods());
  }

  @Test
  void serving_and_ready_tell_the_same_pods_of_a_colour_that_stands() {
    claimed();
    Environment green = deployed();
    assertThat(ready(Colour.GREEN).pods()).containsExactlyInAnyOrderElementsOf(green.pods());
    assertThat(ready(Colour.BLUE).pods()).doesNotContainAnyElementsOf(green.pods());
  }

  @Test
  void restarts_are_told_of_every_ready_pod_or_of_none() {
    claimed();
    Environment green = deployed();
    Map<String, Integer> restarts =
        caller.once(() -> provisioner().restarts(request(FENCE, Colour.GREEN)));
    assertThat(restarts.values()).allMatch(count -> count >= 0);
    if (!restarts.isEmpty()) {
      assertThat(restarts.keySet())
          .as("what is not told of a pod would pass for no restart of it")
          .containsAll(green.pods().stream().map(Environment.Pod::name).toList());
    }
  }

  @Test
  void a_colour_that_is_not_there_is_not_serving() {
    claimed();
    done(EnvironmentProvisioner::prepare);
    assertThat(caller.progress(() -> provisioner().serving(request(FENCE))))
        .isNotInstanceOf(Progress.Done.class);
    assertThat(ready(Colour.GREEN).pods()).isEmpty();
  }

  @Test
  void decommissioning_takes_all_pods_away_and_is_repeatable() {
    claimed();
    Size before = blue();
    deployed();
    done(EnvironmentProvisioner::decommission);
    assertThat(sizeOf(Colour.GREEN).desired()).isZero();
    done(EnvironmentProvisioner::decommission);
    assertThat(blue()).isEqualTo(before);
    untilGone();
  }

  @Test
  void decommissioning_what_is_not_there_is_done() {
    claimed();
    done(EnvironmentProvisioner::prepare);
    done(EnvironmentProvisioner::decommission);
  }

  @Test
  void restoring_asks_for_the_size_again() {
    claimed();
    deployed();
    done(EnvironmentProvisioner::decommission);
    done(EnvironmentProvisioner::restore);
    assertThat(sizeOf(Colour.GREEN).desired()).isEqualTo(blue().desired());
    caller.untilDone(memo -> provisioner().serving(request(FENCE)));
  }

  @Test
  void quarantine_keeps_the_colour_but_takes_its_pods_from_the_data_plane() {
    claimed();
    deployed();
    done(EnvironmentProvisioner::quarantine);
    done(EnvironmentProvisioner::quarantine);
    assertThat(sizeOf(Colour.GREEN).desired()).as("kept for inspection").isPositive();
    untilGone();
  }

  @Test
  void writes_of_an_earlier_owner_are_refused_and_change_nothing() {
    claimed();
    deployed();
    provisioner().claim(context(FENCE + 1));
    Topology before = observe();
    refused(EnvironmentProvisioner::deploy);
    refused(EnvironmentProvisioner::restore);
    refused(EnvironmentProvisioner::decommission);
    refused(EnvironmentProvisioner::quarantine);
    assertThat(observe()).isEqualTo(before);
  }

  /** One of the provisioner's writes. */
  private interface Write {
    Progress<Nothing> call(EnvironmentProvisioner provisioner, EnvironmentRequest request);
  }

  private void refused(Write write) {
    var other =
        new EnvironmentRequest(context(FENCE), spec(), Optional.of(Colour.BLUE), Colour.GREEN, 1);
    assertThatThrownBy(() -> write.call(provisioner(), other))
        .as("the fence has grown since: every write must test it")
        .isInstanceOf(OwnershipLostException.class);
  }

  private void claimed() {
    provisioner().claim(context(FENCE));
  }

  private Environment deployed() {
    done(EnvironmentProvisioner::prepare);
    done(EnvironmentProvisioner::deploy);
    return caller.untilDone(memo -> provisioner().serving(request(FENCE)));
  }

  private void done(Write write) {
    EnvironmentRequest request = request(FENCE);
    caller.untilDone(memo -> write.call(provisioner(), request));
  }

  private void untilGone() {
    Function<String, Progress<Nothing>> look =
        memo ->
            ready(Colour.GREEN).pods().isEmpty()
                ? Progress.done()
                : Progress.waiting("pods are still ready", Duration.ofMillis(100));
    caller.untilDone(look);
  }

  private Environment ready(Colour colour) {
    return caller.once(() -> provisioner().ready(request(FENCE, colour)));
  }

  private Topology observe() {
    return caller.once(() -> provisioner().observe(spec().application()));
  }

  private Size blue() {
    return sizeOf(Colour.BLUE);
  }

  private Size sizeOf(Colour colour) {
    return observe().colours().getOrDefault(colour, new Size(0, 0, ""));
  }

  private EnvironmentRequest request(long fence) {
    return request(fence, Colour.GREEN);
  }

  private EnvironmentRequest request(long fence, Colour colour) {
    return new EnvironmentRequest(
        context(fence), spec(), Optional.of(Colour.BLUE), colour, blue().desired());
  }
}
