package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.ProviderSelectionException;
import io.verdigris.hooks.CommandHook;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.TrafficSwitcher;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private final Wiring wiring = new Wiring();

  @Test
  void an_instance_given_to_the_builder_wins() {
    PhaseHook mine = request -> Progress.failed("mine");
    wiring.use(PhaseHook.class, "command", mine);

    assertThat(new Providers(wiring).get(PhaseHook.class, Optional.of("command"))).isSameAs(mine);
  }

  @Test
  void the_only_one_present_is_taken_and_made_once() {
    var providers = new Providers(wiring);

    PhaseHook hook = providers.get(PhaseHook.class, Optional.empty());

    assertThat(hook).isInstanceOf(CommandHook.class);
    assertThat(providers.get(PhaseHook.class, Optional.of("command"))).isSameAs(hook);
  }

  @Test
  void a_missing_one_is_answered_with_what_was_found_and_what_to_add() {
    var providers = new Providers(wiring);

    assertThatThrownBy(() -> providers.get(TrafficSwitcher.class, Optional.empty()))
        .isInstanceOf(ProviderSelectionException.class)
        .hasMessageContaining("wanted: switcher")
        .hasMessageContaining("found: none")
        .hasMessageContaining("verdigris-switcher-service-selector");
    assertThatThrownBy(() -> providers.get(PhaseHook.class, Optional.of("nope")))
        .isInstanceOf(ProviderSelectionException.class)
        .hasMessageContaining("\"nope\"")
        .hasMessageContaining("CommandHookProvider in");
  }
}
