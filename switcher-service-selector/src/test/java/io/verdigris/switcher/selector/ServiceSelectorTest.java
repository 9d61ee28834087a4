package io.verdigris.switcher.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ServiceSelectorTest {
  @Test
  void further_services_keep_their_order() {
    assertThat(ServiceSelector.services(ServiceSelector.also("b", "a").extension().settings()))
        .containsExactly("b", "a");
    assertThat(ServiceSelector.services(new TreeMap<>())).isEmpty();
  }

  @Test
  void names_that_cannot_be_are_refused() {
    for (String wrong : new String[] {"", "Admin", "a+", "a+a"}) {
      assertThatThrownBy(() -> ServiceSelector.services(new TreeMap<>(Map.of("also", wrong))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("also");
    }
  }
}
