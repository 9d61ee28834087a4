package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BoundedAnswerTest {
  private final BoundedAnswer answer = new BoundedAnswer(10);
  private final Endless body = new Endless();

  @Test
  void a_body_that_does_not_end_is_left_at_the_limit() {
    CompletableFuture<?> read = answer.read(body);

    assertThat(read).isCompleted();
    assertThat(answer.text()).isEqualTo("abcdabcdab");
    assertThat(body.parts).isEqualTo(3);
    assertThat(body.cancelled).isTrue();
  }

  @Test
  void a_body_that_ends_before_the_limit_is_read_to_its_end() {
    body.most = 2;
    CompletableFuture<?> read = answer.read(body);

    assertThat(read).isCompleted();
    assertThat(answer.text()).isEqualTo("abcdabcd");
    assertThat(body.cancelled).isFalse();
  }

  @Test
  void a_body_that_breaks_off_is_a_failure() {
    body.most = 0;
    CompletableFuture<?> read = answer.read(body);

    assertThat(read).isCompletedExceptionally();
  }

  /** Gives four bytes each time, until it ends; one without any breaks off. */
  private final class Endless implements AsyncBody {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int most = Integer.MAX_VALUE;
    private int parts;
    private boolean cancelled;

    @Override
    public void consume() {
      if (most == 0) {
        done.completeExceptionally(new IOException("reset"));
      } else if (parts == most) {
        done.complete(null);
      } else {
        parts++;
        answer.consume(List.of(ByteBuffer.wrap("abcd".getBytes(StandardCharsets.UTF_8))), this);
      }
    }

    @Override
    public CompletableFuture<Void> done() {
      return done;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
