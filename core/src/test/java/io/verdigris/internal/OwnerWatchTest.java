package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.internal.OwnerWatch.Sign;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnerWatchTest {
  private static final Duration LEASE = Duration.ofSeconds(15);

  private final Lease lease = new Lease();
  private final Clock clock = new Clock();
  private final OwnerWatch watch =
      new OwnerWatch(lease, clock, new Application("shop", "web"), "other");

  @Test
  void an_owner_that_shows_nothing_is_dead() {
    assertThat(watch.look()).isEqualTo(Sign.DEAD);
  }

  @Test
  void an_owner_whose_sign_changes_is_alive() {
    lease.sign = Optional.of("1");
    assertThat(watch.look()).isEqualTo(Sign.UNKNOWN);
    lease.sign = Optional.of("2");
    assertThat(watch.look()).isEqualTo(Sign.ALIVE);
  }

  @Test
  void a_sign_is_looked_at_ten_times_and_then_just_when_it_has_run_out() {
    lease.sign = Optional.of("1");
    assertThat(watch.look()).isEqualTo(Sign.UNKNOWN);
    assertThat(watch.pause()).isEqualTo(Duration.ofMillis(1500));

    clock.now += Duration.ofMillis(14_200).toNanos();
    assertThat(watch.look()).isEqualTo(Sign.UNKNOWN);
    assertThat(watch.pause()).isEqualTo(Duration.ofMillis(800));

    clock.now += Duration.ofMillis(800).toNanos();
    assertThat(watch.look()).isEqualTo(Sign.DEAD);
  }

  private static final class Clock implements TaskScheduler {
    private long now;

    @Override
    public void execute(Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long nanoTime() {
      return now;
    }
  }

  private static final class Lease implements RolloutStore {
    private Optional<String> sign = Optional.empty();

    @Override
    public Optional<Heartbeat> heartbeatOf(String namespace, String owner) {
      return sign.map(version -> new Heartbeat(version, LEASE));
    }

    @Override
    public Versioned<Ledger> load(Application application) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Versioned<Ledger> save(Application application, Versioned<Ledger> ledger) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Application> list(String namespace) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String locate(Application application, String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void heartbeat(String namespace, String owner, Duration duration) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void withdraw(String namespace, String owner) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable watch(Application application, Runnable wake) {
      throw new UnsupportedOperationException();
    }
  }
}
