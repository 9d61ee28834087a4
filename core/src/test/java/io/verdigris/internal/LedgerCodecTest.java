package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerCodecTest {

  @Test
  void what_is_written_is_read_back_in_every_phase() {
    // nothing is saved in the first
    for (Phase phase : EnumSet.complementOf(EnumSet.of(Phase.ADMIT))) {
      RolloutState state =
          (phase == Phase.SHIFT
                  ? Samples.stepping()
                  : Samples.at(phase, Optional.of(Colour.BLUE), true))
              .because("so")
              .answered("r1");

      RolloutState read = read(LedgerCodec.write(state));

      assertThat(read.phase()).isEqualTo(phase);
      assertThat(phase.isFinal() || read.equals(state)).isTrue();
    }
  }

  @Test
  void variables_and_settings_leave_the_ledger_when_the_rollout_has_ended() {
    RolloutSpec spec =
        RolloutSpec.builder("shop", "web")
            .env("app", "TOKEN", "hush")
            .use(Extension.of(Extension.Kind.HOOK, "command", Map.of("argv", "hush")))
            .use(Extension.of(Extension.Kind.SWITCHER, "ingress-backend", Map.of("ingress", "web")))
            .build();
    RolloutState begun = RolloutState.initial(spec, Samples.NOON);

    Map<String, String> under = LedgerCodec.write(begun.at(Phase.MONITOR, Samples.NOON));
    Map<String, String> ended = LedgerCodec.write(begun.at(Phase.PROMOTED, Samples.NOON));

    assertThat(under).containsValue("hush");
    assertThat(ended).doesNotContainValue("hush").containsValue("ingress-backend");
  }

  @Test
  void manifests_previous_versions_and_entries_are_read_back() {
    RolloutSpec manifest =
        RolloutSpec.builder("shop", "web")
            .manifest("kind: Deployment\n")
            .entry(Entry.of(URI.create("http://127.0.0.1:31000/")).detecting(0.01, 0.999))
            .build();
    RolloutSpec previous =
        RolloutSpec.builder("shop", "web").previousVersion().requireApproval().build();

    for (RolloutSpec spec : new RolloutSpec[] {manifest, previous}) {
      RolloutState state = Samples.at(spec, Phase.PREPARE, Optional.empty(), false);
      assertThat(read(LedgerCodec.write(state))).isEqualTo(state);
    }
  }

  @Test
  void keys_fit_what_a_config_map_may_hold() {
    assertThat(LedgerCodec.write(Samples.at(Phase.DEPLOY)).keySet())
        .allMatch(key -> key.matches("[-._a-zA-Z0-9]+"));
  }

  private static RolloutState read(Map<String, String> text) {
    return LedgerCodec.read(Samples.spec().application(), text, key -> "data." + key);
  }
}
