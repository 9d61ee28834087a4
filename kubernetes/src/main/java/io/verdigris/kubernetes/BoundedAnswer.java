package io.verdigris.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads a body up to a limit and then stops listening. */
final class BoundedAnswer implements AsyncBody.Consumer<List<ByteBuffer>> {
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<Boolean> enough = new CompletableFuture<>();
  private final int limit;

  BoundedAnswer(int limit) {
    this.limit = limit;
  }

  @Override
  public synchronized void consume(List<ByteBuffer> buffers, AsyncBody body) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), limit - read.size())];
      buffer.get(bytes);
      read.writeBytes(bytes);
    }
    if (read.size() < limit) {
      body.consume();
    } else {
      enough.complete(true);
      body.cancel();
    }
  }

  /** Begins to read; done with the end of the body or at the limit. */
  CompletableFuture<?> read(AsyncBody body) {
    var unused =
        body.done()
            .whenComplete(
                (end, failure) -> {
                  if (failure == null) {
                    enough.complete(true);
                  } else {
                    enough.completeExceptionally(failure);
                  }
                });
    body.consume();
    return enough;
  }

  synchronized String text() {
    return read.toString(StandardCharsets.UTF_8);
  }
}
