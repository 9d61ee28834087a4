package io.verdigris.testkit.contract;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Confirmation;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A switcher whose object is a field, and whose data plane can be held back. */
class TrafficSwitcherContractTest extends TrafficSwitcherContract {
  private TrafficState state = new TrafficState(Optional.of(Colour.BLUE), 4, 9, "web-0", List.of());
  private boolean held;

  @Override
  protected TrafficSwitcher switcher() {
    return new FieldSwitcher();
  }

  @Override
  protected RolloutSpec spec() {
    return RolloutSpec.builder(ContractFixture.application()).image("app", "web:2").build();
  }

  @Override
  protected void changeBySomeoneElse() {
    state = new TrafficState(Optional.empty(), state.epoch(), state.fence(), "", List.of());
  }

  @Override
  protected boolean holdBack() {
    held = true;
    return true;
  }

  @Override
  protected void letThrough() {
    held = false;
  }

  private final class FieldSwitcher implements TrafficSwitcher {
    @Override
    public TrafficState read(Application application) {
      return state;
    }

    @Override
    public Admission admit(RolloutSpec spec, TrafficState traffic) {
      return new Admission(List.of(), List.of(), List.of(), List.of(), 0);
    }

    @Override
    public TrafficState claim(RolloutContext context) {
      if (state.fence() > context.fence()) {
        throw new OwnershipLostException("the fence is " + state.fence());
      }
      state =
          new TrafficState(
              state.live(), state.epoch(), context.fence(), state.rollout(), List.of());
      return state;
    }

    @Override
    public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
      RolloutContext context = request.context();
      if (state.fence() != context.fence()) {
        throw new OwnershipLostException("the fence is " + state.fence());
      }
      if (state.epoch() == request.epoch()) {
        return Progress.done(new SwitchReceipt(request.epoch(), true));
      }
      if (!state.live().equals(request.from())) {
        throw new ForeignChangeException("live is " + state.live());
      }
      state =
          new TrafficState(
              Optional.of(request.to()),
              request.epoch(),
              context.fence(),
              context.rollout(),
              List.of());
      return Progress.done(new SwitchReceipt(request.epoch(), false));
    }

    @Override
    public Progress<Confirmation> confirm(SwitchRequest request) {
      return held || state.epoch() != request.epoch()
          ? Progress.waiting("not in force", Duration.ofMillis(1))
          : Progress.done(new Confirmation("the field says so"));
    }
  }
}
