package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TrafficSwitcher} must hold. Each test begins with an application that one
 * colour serves while the other stands ready.
 */
public abstract class TrafficSwitcherContract {
  private final Caller caller = new Caller("the switcher", Duration.ofSeconds(10));

  /** Returns the switcher. */
  protected abstract TrafficSwitcher switcher();

  /** Returns a spec that the switcher admits. */
  protected abstract RolloutSpec spec();

  /** Changes where traffic goes, behind the switcher's back and without its marks. */
  protected abstract void changeBySomeoneElse();

  /** Returns a context of the application with this fence. */
  protected RolloutContext context(long fence) {
    return ContractFixture.context(spec().application(), fence);
  }

  /**
   * Keeps switches from coming into force until {@link #letThrough}.
   *
   * @return whether that can be done here; without it one test is skipped
   */
  protected boolean holdBack() {
    return false;
  }

  /** Lets switches come into force again. */
  protected void letThrough() {}

  @Test
  void reading_and_admitting_change_nothing() {
    TrafficState before = read();
    assertThat(before.problems()).as("the fixture's application stands well").isEmpty();
    assertThat(caller.once(() -> switcher().admit(spec(), before)).findings())
        .as("the fixture's spec is admitted")
        .isEmpty();
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void claiming_stamps_the_fence_and_nothing_else() {
    TrafficState before = read();
    TrafficState claimed = claim(before.fence() + 1);
    assertThat(claimed.fence()).isEqualTo(before.fence() + 1);
    assertThat(claimed.live()).isEqualTo(before.live());
    assertThat(claimed.epoch()).isEqualTo(before.epoch());
    assertThat(claim(claimed.fence())).as("claimed once more").isEqualTo(claimed);
    assertThat(read()).isEqualTo(claimed);
  }

  @Test
  void claiming_with_a_lower_fence_is_refused_and_changes_nothing() {
    TrafficState claimed = claim(read().fence() + 2);
    assertThatThrownBy(() -> switcher().claim(context(claimed.fence() - 1)))
        .as("a higher fence is there: another process owns the application")
        .isInstanceOf(OwnershipLostException.class);
    assertThat(read()).isEqualTo(claimed);
  }

  @Test
  void a_switch_moves_traffic_and_marks_epoch_fence_and_rollout() {
    SwitchRequest there = there(claim(read().fence() + 1));
    assertThat(switchTo(there)).isEqualTo(new SwitchReceipt(there.epoch(), false));
    TrafficState after = read();
    assertThat(after.live()).contains(there.to());
    assertThat(after.epoch()).isEqualTo(there.epoch());
    assertThat(after.fence()).isEqualTo(there.context().fence());
    assertThat(after.rollout()).isEqualTo(there.context().rollout());
  }

  @Test
  void a_switch_with_the_same_epoch_happens_once() {
    SwitchRequest there = there(claim(read().fence() + 1));
    switchTo(there);
    TrafficState after = read();
    assertThat(switchTo(there)).isEqualTo(new SwitchReceipt(there.epoch(), true));
    assertThat(read()).isEqualTo(after);
  }

  @Test
  void traffic_goes_back_by_another_switch() {
    TrafficState claimed = claim(read().fence() + 1);
    SwitchRequest there = there(claimed);
    switchTo(there);
    SwitchRequest back =
        request(there.context(), Optional.of(there.to()), there.to().other(), there.epoch() + 1);
    assertThat(switchTo(back).already()).isFalse();
    assertThat(read().live()).isEqualTo(claimed.live());
    assertThat(read().epoch()).isEqualTo(back.epoch());
  }

  @Test
  void a_switch_of_an_earlier_owner_is_refused_and_changes_nothing() {
    TrafficState claimed = claim(read().fence() + 1);
    TrafficState taken = claim(claimed.fence() + 1);
    assertThatThrownBy(() -> switcher().switchTo(there(claimed)))
        .as("the fence has grown since: every write must test it")
        .isInstanceOf(OwnershipLostException.class);
    assertThat(read()).isEqualTo(taken);
  }

  @Test
  void what_someone_else_changed_is_not_fought() {
    SwitchRequest there = there(claim(read().fence() + 1));
    changeBySomeoneElse();
    TrafficState changed = read();
    assertThatThrownBy(() -> switcher().switchTo(there))
        .as("someone else changed where traffic goes: never overwrite that")
        .isInstanceOf(ForeignChangeException.class);
    assertThat(read()).isEqualTo(changed);
  }

  @Test
  void a_switch_is_confirmed_with_evidence_and_confirming_changes_nothing() {
    SwitchRequest there = there(claim(read().fence() + 1));
    switchTo(there);
    TrafficState after = read();
    assertThat(caller.untilDone(memo -> switcher().confirm(there)).evidence())
        .as("a confirmation must say what was seen")
        .isNotBlank();
    assertThat(read()).isEqualTo(after);
  }

  @Test
  void a_switch_that_has_not_happened_is_not_confirmed() {
    SwitchRequest there = there(claim(read().fence() + 1));
    try {
      assertThat(caller.progress(() -> switcher().confirm(there)))
          .as("nothing was switched")
          .isNotInstanceOf(Progress.Done.class);
    } catch (ForeignChangeException e) {
      assertThat(e)
          .as("to see another colour selected may be told as a foreign change")
          .isNotNull();
    }
  }

  @Test
  void a_switch_that_is_not_in_force_is_waited_for() {
    Assumptions.assumeTrue(holdBack(), "holdBack() cannot be done here");
    SwitchRequest there = there(claim(read().fence() + 1));
    switchTo(there);
    assertThat(caller.progress(() -> switcher().confirm(there)))
        .as("the switch was written, but is not in force")
        .isInstanceOf(Progress.Waiting.class);
    letThrough();
    caller.untilDone(memo -> switcher().confirm(there));
  }

  @Test
  void both_colours_have_traffic_and_from_there_it_goes_to_either() {
    Assumptions.assumeTrue(switcher().shares(), "traffic cannot be directed to both colours");
    SwitchRequest both = there(claim(read().fence() + 1)).weighing(50);
    assertThat(share(both)).isEqualTo(new SwitchReceipt(both.epoch(), false));
    TrafficState shared = read();
    assertThat(shared.live()).as("no colour is the only one that is live").isEmpty();
    assertThat(shared.epoch()).isEqualTo(both.epoch());
    assertThat(shared.rollout()).isEqualTo(both.context().rollout());
    assertThat(share(both)).as("once").isEqualTo(new SwitchReceipt(both.epoch(), true));
    assertThat(caller.untilDone(memo -> switcher().confirmShared(both)).evidence()).isNotBlank();
    assertThat(read()).as("confirming changes nothing").isEqualTo(shared);
    for (int i = 1; i <= 2; i++) {
      Colour only = i == 1 ? both.to() : both.to().other();
      switchTo(request(both.context(), Optional.empty(), only, both.epoch() + i));
      assertThat(read().live()).contains(only);
    }
  }

  @Test
  void shares_have_the_weights_that_were_asked_for() {
    Assumptions.assumeTrue(switcher().weighs(), "each pod of both colours gets the same");
    SwitchRequest few = there(claim(read().fence() + 1)).weighing(10);
    share(few);
    assertThat(read().weights()).containsExactlyInAnyOrderEntriesOf(weights(few.to(), 10));
    SwitchRequest more =
        request(few.context(), Optional.empty(), few.to(), few.epoch() + 1).weighing(90);
    share(more);
    assertThat(read().weights()).containsExactlyInAnyOrderEntriesOf(weights(more.to(), 90));
    assertThat(caller.untilDone(memo -> switcher().confirmShared(more)).evidence()).isNotBlank();
  }

  private static Map<Colour, Integer> weights(Colour colour, int weight) {
    return Map.of(colour, weight, colour.other(), 100 - weight);
  }

  @Test
  void sharing_by_an_earlier_owner_is_refused_and_changes_nothing() {
    Assumptions.assumeTrue(switcher().shares(), "traffic cannot be directed to both colours");
    TrafficState claimed = claim(read().fence() + 1);
    TrafficState taken = claim(claimed.fence() + 1);
    assertThatThrownBy(() -> switcher().share(there(claimed)))
        .as("the fence has grown since: every write must test it")
        .isInstanceOf(OwnershipLostException.class);
    assertThat(read()).isEqualTo(taken);
  }

  private SwitchReceipt share(SwitchRequest request) {
    return caller.untilDone(memo -> switcher().share(request));
  }

  private TrafficState read() {
    return caller.once(() -> switcher().read(spec().application()));
  }

  private TrafficState claim(long fence) {
    return caller.once(() -> switcher().claim(context(fence)));
  }

  private SwitchReceipt switchTo(SwitchRequest request) {
    return caller.untilDone(memo -> switcher().switchTo(request));
  }

  private SwitchRequest there(TrafficState state) {
    Colour from = state.live().orElseThrow();
    return request(context(state.fence()), state.live(), from.other(), state.epoch() + 1);
  }

  private SwitchRequest request(
      RolloutContext context, Optional<Colour> from, Colour to, long epoch) {
    return new SwitchRequest(context, spec(), from, to, epoch, Phase.PROMOTE, "");
  }
}
