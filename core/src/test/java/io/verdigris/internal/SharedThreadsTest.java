package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SharedThreadsTest {
  @Test
  void what_comes_after_the_end_is_dropped() {
    var threads = new SharedThreads(1);
    threads.close();

    assertThatCode(() -> threads.execute(() -> {})).doesNotThrowAnyException();
    assertThatCode(() -> threads.schedule(() -> {}, Duration.ZERO).cancel())
        .doesNotThrowAnyException();
  }

  @Test
  void what_comes_while_it_ends_throws_nothing() throws Exception {
    var caller = Executors.newSingleThreadExecutor();
    for (int round = 0; round < 200; round++) {
      var threads = new SharedThreads(1);
      var begun = new CountDownLatch(1);
      Future<?> posting =
          caller.submit(
              () -> {
                begun.countDown();
                for (int i = 0; i < 100; i++) {
                  threads.execute(() -> {});
                  threads.schedule(() -> {}, Duration.ofHours(1)).cancel();
                }
              });
      begun.await();
      threads.close();
      assertThat(posting.get()).isNull();
    }
    caller.shutdown();
  }
}
