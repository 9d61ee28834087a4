package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.Extension;
import io.verdigris.ProviderSelectionException;
import io.verdigris.RolloutSpec;
import io.verdigris.hooks.CommandHook;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Confirmation;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.spi.TrafficSwitcherProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {
  private final Wiring wiring = new Wiring();
  @TempDir Path classPath;

  @Test
  void an_instance_given_to_the_builder_wins() {
    PhaseHook mine = request -> Progress.failed("mine");
    wiring.use(PhaseHook.class, "command", mine);

    assertThat(new Providers(wiring).get(PhaseHook.class, Optional.of("command"))).isSameAs(mine);
  }

  @Test
  void the_only_one_present_is_taken() throws IOException {
    assertThat(switcher(List.of(Edge.class), Optional.empty())).isEqualTo(new NoSettings("edge"));
  }

  @Test
  void one_that_is_named_is_made_once() {
    var providers = new Providers(wiring);

    PhaseHook hook = providers.get(PhaseHook.class, Optional.of("command"));

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

  /** Offers a switcher that is never made. */
  abstract static class Offer implements TrafficSwitcherProvider {
    @Override
    public TrafficSwitcher create(ProviderContext context) {
      return new NoSettings(id());
    }
  }

  public static final class Selector extends Offer {
    @Override
    public String id() {
      return "service-selector";
    }
  }

  public static final class Edge extends Offer {
    @Override
    public String id() {
      return "edge";
    }
  }

  public static final class Mesh extends Offer {
    @Override
    public String id() {
      return "mesh";
    }
  }

  @Test
  void of_several_switchers_the_selector_is_taken_unless_another_is_named() throws IOException {
    assertThat(switcher(List.of(Edge.class, Selector.class), Optional.empty()))
        .isEqualTo(new NoSettings("service-selector"));
    assertThat(switcher(List.of(Edge.class, Selector.class), Optional.of("edge")))
        .isEqualTo(new NoSettings("edge"));
    wiring.configuration(Map.of("switcher", "edge"));
    assertThat(switcher(List.of(Edge.class, Selector.class), Optional.empty()))
        .isEqualTo(new NoSettings("edge"));
  }

  @Test
  void of_several_switchers_without_the_selector_none_is_taken() {
    assertThatThrownBy(() -> switcher(List.of(Edge.class, Mesh.class), Optional.empty()))
        .isInstanceOf(ProviderSelectionException.class)
        .hasMessageContaining("\"edge\"")
        .hasMessageContaining("\"mesh\"")
        .hasMessageContaining("say which one by the configuration \"switcher\"");
  }

  @Test
  void settings_go_to_the_switcher_that_the_spec_names_and_are_refused_where_it_knows_none() {
    var spec =
        RolloutSpec.builder("shop", "web")
            .image("app", "web:2")
            .use(Extension.of(Extension.Kind.SWITCHER, "mine", Map.of("key", "value")))
            .build();
    wiring.use(TrafficSwitcher.class, "mine", new NoSettings("mine"));
    var providers = new Providers(wiring);

    assertThatThrownBy(() -> Extensions.switcher(Optional.of(spec), providers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{key=value}");
    wiring.use(TrafficSwitcher.class, "", new NoSettings("only"));
    assertThat(Extensions.switcher(Optional.empty(), providers)).isEqualTo(new NoSettings("only"));
  }

  private TrafficSwitcher switcher(
      List<Class<? extends TrafficSwitcherProvider>> present, Optional<String> id)
      throws IOException {
    Path services = classPath.resolve("META-INF/services");
    Files.createDirectories(services);
    Files.write(
        services.resolve(TrafficSwitcherProvider.class.getName()),
        present.stream().map(Class::getName).toList());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {classPath.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return new Providers(wiring).get(TrafficSwitcher.class, id);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** A switcher that only has a name. */
  private record NoSettings(String name) implements TrafficSwitcher {
    @Override
    public TrafficState read(Application application) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Admission admit(RolloutSpec spec, TrafficState traffic) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TrafficState claim(RolloutContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress<Confirmation> confirm(SwitchRequest request) {
      throw new UnsupportedOperationException();
    }
  }
}
