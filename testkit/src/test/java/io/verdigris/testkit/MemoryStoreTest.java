package io.verdigris.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.Versioned;
import io.verdigris.testkit.contract.RolloutStoreContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends RolloutStoreContract {
  private final MemoryStore store = new MemoryStore();

  @Override
  protected RolloutStore store() {
    return store;
  }

  @Test
  void a_watch_wakes_at_each_save_until_it_is_closed() throws Exception {
    var web = new Application("shop", "web");
    var woken = new AtomicInteger();
    AutoCloseable watch = store.watch(web, woken::incrementAndGet);
    Versioned<Ledger> saved = store.save(web, store.load(web));
    store.save(new Application("shop", "api"), new Versioned<>(Ledger.empty(), ""));
    assertThat(woken).hasValue(1);
    watch.close();
    store.save(web, saved);
    assertThat(woken).hasValue(1);
  }
}
