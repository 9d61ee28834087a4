package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Inconclusive;
import io.verdigris.RolloutSpec.Options;
import io.verdigris.spi.Window;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ledgers of earlier versions, kept as files, are read for ever. The files of {@code 0.1} are what
 * this version writes, those of {@code 0.0} what was written before writers were named. When the
 * format grows, add a directory with {@code -Dverdigris.ledgers=write} and leave the others as they
 * are.
 */
class LedgerFilesTest {
  private static final Path FILES = Path.of("src/test/resources/io/verdigris/internal/ledgers");
  private static final String CURRENT = "0.5";
  private static final Map<String, RolloutState> STATES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("deploy", Samples.at(Phase.DEPLOY).withHook("1.memo", "job-1")),
              Map.entry("shift", Samples.stepping()),
              Map.entry("verify-approved", approved()),
              Map.entry("promote-first-installation", first()),
              Map.entry("monitor-held", held()),
              Map.entry("monitor-comparing", comparing()),
              Map.entry("compare", comparing().sharing().at(Phase.COMPARE, Samples.NOON)),
              Map.entry("decommission-previous", previous()),
              Map.entry("decommission-past-return", pastReturn()),
              Map.entry("roll-back", goingBack()),
              Map.entry("promoted", ended(Phase.PROMOTED, "")),
              Map.entry(
                  "halted", ended(Phase.HALTED, "somebody deleted\nDeployment shop/web-green"))));

  private static RolloutState approved() {
    RolloutSpec spec =
        RolloutSpec.builder("shop", "web")
            .image("app", "web:2")
            .options(o -> new Options(true, true, true, false, Inconclusive.HOLD, false))
            .whenBlind(Blind.NO_TRAFFIC, BlindRule.rollBackAfter(Duration.ofMinutes(5)))
            .whenBlind(Blind.MISSING, BlindRule.hold())
            .build();
    return Samples.at(spec, Phase.VERIFY, Optional.of(Colour.BLUE), false)
        .withApproval()
        .answered("r1");
  }

  private static RolloutState first() {
    RolloutSpec spec =
        RolloutSpec.builder("shop", "web")
            .manifest("kind: Deployment\nmetadata: {name: \"wéb\"}\n")
            .entry(new Entry(URI.create("http://127.0.0.1:31000/x"), "X-Name"))
            .build();
    return Samples.at(spec, Phase.PROMOTE, Optional.empty(), false);
  }

  private static RolloutState held() {
    return Samples.at(Phase.MONITOR, Optional.of(Colour.BLUE), true)
        .withHook("held", "no traffic was seen");
  }

  private static RolloutState comparing() {
    var buckets = new TreeMap<>(Map.of(0.25, 480L, Double.POSITIVE_INFINITY, 500L));
    return Samples.at(Phase.MONITOR, Optional.of(Colour.BLUE), true)
        .withBaseline(
            List.of(
                new Window(Duration.ofMillis(2500), 500, 3, buckets),
                new Window(Duration.ofSeconds(2), 0, 0, new TreeMap<>())));
  }

  private static RolloutState previous() {
    RolloutSpec spec =
        RolloutSpec.builder("shop", "web").previousVersion().soak(Duration.ZERO).build();
    return Samples.at(spec, Phase.DECOMMISSION, Optional.of(Colour.BLUE), true);
  }

  private static RolloutState pastReturn() {
    RolloutSpec spec = RolloutSpec.builder("shop", "web").previousVersion().pastNoReturn().build();
    return Samples.at(spec, Phase.DECOMMISSION, Optional.of(Colour.BLUE), true)
        .withHook(RolloutState.NO_RETURN_BEFORE, "V7 drops orders.note")
        .passing("V8 drops orders.tax");
  }

  private static RolloutState goingBack() {
    return Samples.at(Phase.ROLL_BACK, Optional.of(Colour.BLUE), true)
        .because("3.00 % of requests failed, the limit is 1.00 %")
        .noted("another note");
  }

  private static RolloutState ended(Phase phase, String cause) {
    RolloutSpec spec =
        RolloutSpec.builder("shop", "web")
            .use(Extension.of(Extension.Kind.SWITCHER, "ingress-backend", Map.of("ingress", "web")))
            .build();
    return Samples.at(spec, phase, Optional.of(Colour.BLUE), true).because(cause);
  }

  static Stream<String> files() {
    return Stream.of("0.0", "0.1", "0.2", "0.3", "0.4", CURRENT)
        .flatMap(version -> STATES.keySet().stream().map(name -> version + "/" + name))
        .filter(name -> Files.exists(file(name)));
  }

  private static Path file(String name) {
    return FILES.resolve(name + ".properties");
  }

  private static SortedMap<String, String> load(String name) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file(name))) {
      properties.load(reader);
    }
    var state = new TreeMap<String, String>();
    properties.stringPropertyNames().forEach(key -> state.put(key, properties.getProperty(key)));
    return state;
  }

  @ParameterizedTest
  @MethodSource("files")
  void what_an_earlier_version_has_written_is_read(String name) throws IOException {
    RolloutState read = LedgerCodec.read(Samples.spec().application(), load(name), key -> key);

    RolloutState state = Objects.requireNonNull(STATES.get(name.substring(name.indexOf('/') + 1)));
    var meant = new TreeMap<>(LedgerCodec.write(state));
    boolean unruled = Stream.of("0.0", "0.1", "0.2").anyMatch(name::startsWith);
    if (name.startsWith("0.0") || name.startsWith("0.1")) {
      meant.put("selection", "");
    }
    if (unruled) {
      meant.put("spec.inconclusive", "EXTEND");
      for (Blind blind : Blind.values()) {
        meant.put(LedgerCodec.WHEN_BLIND + blind.label(), LedgerCodec.HOLD);
      }
      meant.put(LedgerCodec.CHECKSUM, LedgerCodec.checksum(meant));
    }
    assertThat(LedgerCodec.write(read)).isEqualTo(meant);
  }

  @Test
  void what_this_version_writes_is_in_the_files() throws IOException {
    if ("write".equals(System.getProperty("verdigris.ledgers"))) {
      write();
    }
    for (String name : STATES.keySet()) {
      assertThat(LedgerCodec.write(STATES.get(name)))
          .as("%s; see the head of this test", name)
          .isEqualTo(load(CURRENT + "/" + name));
    }
  }

  private static void write() throws IOException {
    Files.createDirectories(FILES.resolve(CURRENT));
    for (String name : STATES.keySet()) {
      var lines = new Properties();
      lines.putAll(LedgerCodec.write(STATES.get(name)));
      Path file = file(CURRENT + "/" + name);
      try (var writer = Files.newBufferedWriter(file)) {
        lines.store(writer, null);
      }
      // but for the date, which Properties puts first
      Files.write(file, Files.readAllLines(file).stream().skip(1).sorted().toList());
    }
  }
}
