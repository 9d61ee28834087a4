package io.verdigris.switcher.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Extension;
import io.verdigris.spi.TrafficSwitcherProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IngressBackendTest {
  @Test
  void settings_name_the_ingress_or_leave_it_open() {
    assertThat(IngressBackend.named("edge").extension())
        .isEqualTo(
            Extension.of(Extension.Kind.SWITCHER, "ingress-backend", Map.of("ingress", "edge")));
    assertThat(IngressBackend.found().extension().settings()).isEmpty();
    assertThat(IngressBackend.ingress(IngressBackend.named("edge").extension().settings()))
        .contains("edge");
  }

  @Test
  void settings_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> IngressBackend.named("Edge!").extension())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"Edge!\"");
    assertThatThrownBy(() -> IngressBackend.ingress(new TreeMap<>(Map.of("ingres", "edge"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"ingres\"");
  }

  @Test
  void the_provider_is_found_by_its_id() {
    assertThat(ServiceLoader.load(TrafficSwitcherProvider.class))
        .extracting(TrafficSwitcherProvider::id)
        .containsExactlyInAnyOrder(
            "ingress-backend", "ingress-canary", "gateway-httproute", "contour-httpproxy");
  }
}
