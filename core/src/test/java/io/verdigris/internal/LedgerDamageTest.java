package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.PermanentFailureException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever somebody does to a ledger's state: it is told where, and no secret is. */
class LedgerDamageTest {
  private static final Application WEB = new Application("shop", "web");
  private static final String WHERE = "ConfigMap shop/verdigris-web: data.";
  private static final String SECRET = "hush";

  private static SortedMap<String, String> full() {
    RolloutSpec spec =
        RolloutSpec.builder(WEB)
            .image("app", "web:2")
            .image("log", "log:5")
            .env("app", "TOKEN", SECRET)
            .label("team/owner", "ann")
            .entry(new Entry(URI.create("http://me:" + SECRET + "@127.0.0.1:31000/"), "X-Pod"))
            .use(HardLimits.limits().maxErrorRate(0.01).extension())
            .use(Extension.of(Extension.Kind.HOOK, "command", Map.of("argv", SECRET)))
            .build();
    return LedgerCodec.write(
        Samples.at(spec, Phase.MONITOR, Optional.of(Colour.BLUE), true)
            .withHook("1.memo", "job-1")
            .because("worse"));
  }

  private static RolloutState read(Map<String, String> state) {
    return LedgerCodec.read(WEB, state, key -> WHERE + key);
  }

  /** A way to spoil one key. */
  private record Damage(String name, BiConsumer<Map<String, String>, String> spoils) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> damages() {
    var kinds =
        Stream.of(
                new Damage("deleted", Map::remove),
                new Damage("blank", (state, key) -> state.put(key, "")),
                new Damage("junk", (state, key) -> state.put(key, "\u0000\ufffd {[:é \"\n")),
                new Damage("long", (state, key) -> state.put(key, "9".repeat(5000))),
                new Damage("negative", (state, key) -> state.put(key, "-1")))
            .toList();
    return full().keySet().stream()
        .flatMap(key -> kinds.stream().map(damage -> arguments(key, damage)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("damages")
  void each_key_that_is_spoilt_is_refused(String key, Damage damage) {
    SortedMap<String, String> state = full();
    damage.spoils().accept(state, key);
    boolean same = state.equals(full());
    // whoever takes the checksum away means what is there
    boolean unchecked = !state.containsKey(LedgerCodec.CHECKSUM);

    Throwable thrown = catchThrowable(() -> read(state));

    if (same || unchecked) {
      assertThat(thrown).isNull();
    } else {
      assertThat(thrown).isInstanceOf(PermanentFailureException.class);
      assertThat(thrown.getMessage())
          .startsWith(WHERE + "state.")
          .contains("; it was left as it is: ")
          .doesNotContain(SECRET, "java.", "Exception", "null")
          .doesNotContain("\n")
          .hasSizeLessThan(600);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("damages")
  void without_a_checksum_a_key_is_still_never_misread_with_an_error_of_java(
      String key, Damage damage) {
    SortedMap<String, String> state = full();
    state.remove(LedgerCodec.CHECKSUM);
    damage.spoils().accept(state, key);

    Throwable thrown = catchThrowable(() -> read(state));

    if (thrown != null) {
      assertThat(thrown).isInstanceOf(PermanentFailureException.class);
      assertThat(thrown.getMessage())
          .startsWith(WHERE + "state.")
          .doesNotContain(SECRET, "java.", "Exception");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          phase            | VERIFFY  | is "VERIFFY", but must be one of [ADMIT,
          phase            | ADMIT    | but must be a phase after ADMIT
          started          | noon     | is "noon", but must be a time such as 2026-
          to               | purple   | is "purple", but must be blue or green
          to               | blue     | but must be another colour than from
          from             | purple   | is "purple", but must be blue or green
          replicas         | 3000000000 | but must be a whole number from 0 to 2147483647
          epoch-base       | 1e3      | but must be a whole number
          moved            | yes      | is "yes", but must be true or false
          spec.soak        | -PT1S    | is "-PT1S", but must be a duration such as PT30S
          spec.deploy      | PT0S     | but must be longer than zero
          spec.entry       | ftp://x  | must be an http or https address
          spec.entry-detect | 0       | a share and a confidence that an entry may have
          spec.entry-confidence | often | a share and a confidence that an entry may have
          rollout          | shop-7   | is "shop-7", but must be web- and a number
          extension.0.kind | X        | but must be one of [PROVISIONER,
          extension.1.id   | A B      | must be an extension's id
          change.image.0.value | ''   | must be an image
          cause            | better   | checksum is
          """)
  void the_value_and_the_rule_are_told(String key, String value, String message) {
    SortedMap<String, String> state = full();
    state.put(key, value);
    assertThatThrownBy(() -> read(state))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("delete")
        .hasMessageContaining("; it was left as it is: ");
  }

  @Test
  void a_later_schema_is_refused_by_the_name_of_its_writer() {
    SortedMap<String, String> state = full();
    state.put("schema", "3");
    state.put("written-by", "3.4.5");
    state.remove("phase");
    assertThatThrownBy(() -> read(state))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageStartingWith(WHERE + "state.schema is \"3\", but must be 1 or 2")
        .hasMessageContaining("it was written by \"3.4.5\"")
        .hasMessageEndingWith(
            "it was left as it is: use the version that wrote it, or a later one");
  }

  @Test
  void keys_that_a_later_version_adds_are_let_be() {
    var state = full();
    RolloutState before = read(state);
    state.put("spec.colour-of-the-sky", "blue");
    state.put(LedgerCodec.CHECKSUM, LedgerCodec.checksum(state));

    assertThat(read(state)).isEqualTo(before);
  }

  @Test
  void what_somebody_means_to_change_is_read_once_the_checksum_is_gone() {
    var state = new TreeMap<>(full());
    state.put("spec.soak", "PT5M");
    state.remove(LedgerCodec.CHECKSUM);

    assertThat(read(state).spec().timings().soak()).hasMinutes(5);
  }
}
