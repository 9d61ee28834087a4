package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.verdigris.spi.Environment.Pod;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static EndpointSliceBuilder slice(String name, String epoch) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels(Marks.EPOCH, epoch)
        .endMetadata()
        .addNewPort()
        .withName("http")
        .withPort(8080)
        .endPort();
  }

  private static EndpointSlice with(
      EndpointSliceBuilder slice,
      String pod,
      @Nullable Boolean ready,
      @Nullable Boolean terminating) {
    return slice
        .addNewEndpoint()
        .withAddresses("10.0.0." + pod.length())
        .withNewTargetRef()
        .withName(pod)
        .endTargetRef()
        .withNewConditions()
        .withReady(ready)
        .withTerminating(terminating)
        .endConditions()
        .endEndpoint()
        .build();
  }

  private static Slices slices(EndpointSlice... slices) {
    return new Slices("web-green", List.of(slices));
  }

  @Test
  void pods_that_are_not_ready_or_are_ending_take_no_traffic() {
    Slices slices =
        slices(
            with(slice("s1", "1"), "a", true, false),
            with(slice("s2", "1"), "bb", false, false),
            with(slice("s3", "1"), "ccc", true, true));
    assertThat(slices.ready()).containsExactly(new Pod("a", "10.0.0.1"));
    assertThat(slices.others()).containsExactly("bb", "ccc");
  }

  @Test
  void unknown_readiness_counts_as_ready() {
    assertThat(slices(with(slice("s", "1"), "a", null, null)).readyNames()).containsExactly("a");
  }

  @Test
  void a_pod_in_two_slices_counts_once() {
    assertThat(
            slices(
                    with(slice("s4", "1"), "a", true, false),
                    with(slice("s6", "1"), "a", true, false))
                .ready())
        .hasSize(1);
  }

  @Test
  void an_epoch_is_carried_only_by_all_of_at_least_one_slice() {
    EndpointSlice one = slice("s1", "5").build();
    EndpointSlice other = slice("s2", "4").build();
    assertThat(slices().carry(5)).isFalse();
    assertThat(slices(one).carry(5)).isTrue();
    assertThat(slices(one, other).carry(5)).isFalse();
  }

  @Test
  void the_port_is_found_by_its_name() {
    Slices slices = slices(slice("s", "1").build());
    assertThat(slices.port(Optional.of("http"))).hasValue(8080);
    assertThat(slices.port(Optional.of("admin"))).isEmpty();
    assertThat(slices.port(Optional.empty())).hasValue(8080);
  }

  @Test
  void a_pod_without_a_name_is_known_by_its_address() {
    EndpointSlice slice =
        slice("s", "1").addNewEndpoint().withAddresses("10.0.0.9").endEndpoint().build();
    assertThat(slices(slice).readyNames()).containsExactly("10.0.0.9");
  }
}
