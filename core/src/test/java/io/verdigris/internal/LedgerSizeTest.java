package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.Ledger.PersonRequest;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** However long an application lives and whatever its rollouts say, its ledger stays small. */
class LedgerSizeTest {
  /** What docs/ledger.md promises. */
  private static final int BOUND = 800 * 1024;

  private static final int ROLLOUTS = 300;
  private static final String WIDE = "長";
  private static final Application WEB = new Application("shop", "web");

  private final OneLedger store = new OneLedger();

  /** As large as admission lets it be. */
  private static RolloutSpec largest() {
    var spec = RolloutSpec.builder(WEB).manifest(WIDE.repeat(170_000));
    for (int i = 0; i < 64; i++) {
      spec.use(Extension.of(Extension.Kind.HOOK, "job", Map.of()));
    }
    return spec.build();
  }

  private static int size(Ledger ledger) {
    int state =
        ledger.state().entrySet().stream()
            .mapToInt(e -> bytes("state." + e.getKey()) + bytes(e.getValue()))
            .sum();
    int history = ledger.history().stream().mapToInt(line -> bytes("history.00" + line)).sum();
    return state + history + ledger.request().map(r -> bytes(r.toString())).orElse(0);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void the_spec_of_the_test_is_as_large_as_admission_allows() {
    assertThat(LedgerCodec.size(largest())).isBetween(500 * 1024, 512 * 1024);
  }

  @Test
  void hundreds_of_rollouts_with_endless_reasons_keep_it_below_its_bound() {
    RolloutSpec spec = largest();
    int most = 0;
    for (int i = 0; i < ROLLOUTS; i++) {
      var book = new LedgerBook(store, WEB, "me");
      RolloutState state =
          talkative(
              book.begin(
                  RolloutState.initial(spec, Samples.NOON.plusSeconds(i)), 0, 0, Optional.empty()));
      book.save(state.at(Phase.CLEAN_UP, Samples.NOON));
      ask();
      book.save(state.at(Phase.CLEAN_UP, Samples.NOON));
      most = Math.max(most, size(store.load(WEB).value()));
      book.save(state.at(Phase.ROLLED_BACK, Samples.NOON));
    }
    Ledger last = store.load(WEB).value();
    assertThat(most).isBetween(700 * 1024, BOUND);
    assertThat(last.rollouts()).isEqualTo(ROLLOUTS);
    assertThat(last.history())
        .hasSize(Ledger.HISTORY)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(300).doesNotContain("\n"));
    assertThat(LedgerBook.last(store, WEB, last)).isPresent();
  }

  private static RolloutState talkative(RolloutState begun) {
    RolloutState state = begun.at(Phase.PREPARE, Samples.NOON);
    for (int i = 0; i < 64; i++) {
      state =
          state
              .withHook(Decider.hook(i, "memo"), WIDE.repeat(Progress.LONGEST_MEMO))
              .noted(i + WIDE.repeat(10_000));
    }
    return state.because(WIDE.repeat(100_000) + "\n");
  }

  /** As Engine does for persons, whose words it cuts. */
  private void ask() {
    Versioned<Ledger> read = store.load(WEB);
    Ledger l = read.value();
    var request =
        new PersonRequest(
            "r", "web-1", PersonRequest.Kind.ABORT, WIDE.repeat(200), WIDE.repeat(1000));
    store.save(
        WEB,
        new Versioned<>(
            new Ledger(
                l.fence(),
                l.epoch(),
                l.rollouts(),
                l.owner(),
                l.state(),
                l.history(),
                Optional.of(request)),
            read.version()));
  }

  @Test
  void what_is_cut_says_so_and_splits_no_character() {
    assertThat(Brief.of("abc", 3)).isEqualTo("abc");
    assertThat(Brief.of("abcd", 3)).isEqualTo("a …");
    assertThat(Brief.of("a\ud83d\ude00bc", 4)).isEqualTo("a …");
    assertThat(List.of(Brief.of("x".repeat(10_000), 100).length())).containsExactly(100);
  }
}
