package io.verdigris.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Reads a body as UTF-8 up to a limit in bytes and then stops listening. */
public final class BoundedBody implements BodySubscriber<BoundedBody.Body> {
  /**
   * What was read.
   *
   * @param text the body, cut at the limit
   * @param whole whether that was all
   */
  public record Body(String text, boolean whole) {}

  private final CompletableFuture<Body> body = new CompletableFuture<>();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final int limit;
  private @Nullable Subscription subscription;

  /**
   * Makes one for one answer.
   *
   * @param limit how many bytes to read at most
   */
  public BoundedBody(int limit) {
    this.limit = limit;
  }

  @Override
  public CompletionStage<Body> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription = begun;
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), limit - read.size())];
      buffer.get(bytes);
      read.writeBytes(bytes);
      if (buffer.hasRemaining() && subscription != null) {
        subscription.cancel();
        end(false);
        return;
      }
    }
  }

  @Override
  public void onError(Throwable e) {
    body.completeExceptionally(e);
  }

  @Override
  public void onComplete() {
    end(true);
  }

  private void end(boolean whole) {
    body.complete(new Body(read.toString(StandardCharsets.UTF_8), whole));
  }
}
