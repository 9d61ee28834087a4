package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Plan;
import io.verdigris.Rollout;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus;
import java.util.List;
import java.util.Optional;

/** Under construction. */
@SuppressWarnings("DoNotCallSuggester")
public final class Engine {
  public Engine(Wiring wiring) {
    throw new UnsupportedOperationException();
  }

  public Plan plan(RolloutSpec spec) {
    throw new UnsupportedOperationException();
  }

  public Rollout start(RolloutSpec spec) {
    throw new UnsupportedOperationException();
  }

  public Optional<Rollout> resume(Application a) {
    throw new UnsupportedOperationException();
  }

  public List<Rollout> resume(String ns) {
    throw new UnsupportedOperationException();
  }

  public RolloutStatus status(Application a) {
    throw new UnsupportedOperationException();
  }

  public void abort(Application a, String by, String reason) {
    throw new UnsupportedOperationException();
  }

  public void approve(Application a, String by) {
    throw new UnsupportedOperationException();
  }

  public void close() {}
}
