package io.verdigris.testkit.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** One request on a connection of its own, and its answer. */
final class HttpCall implements EventLoop.Handler {
  private static final int CHUNK = 16 * 1024;

  private final SocketChannel channel;
  private final HttpParser parser;
  private final ByteBuffer request;
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
  private final CompletableFuture<HttpMessage> answer = new CompletableFuture<>();

  private HttpCall(SocketChannel channel, HttpMessage request) {
    this.channel = channel;
    this.parser = HttpParser.ofAnswersTo(request);
    this.request = request.with("Connection", "close").encode(true);
  }

  /**
   * Sends the request and gives the answer; on any thread. It fails with an {@link IOException},
   * and with a {@link TimeoutException} when there was none in time.
   */
  static CompletableFuture<HttpMessage> send(
      EventLoop loop, InetSocketAddress to, HttpMessage request, Duration limit) {
    var result = new CompletableFuture<HttpMessage>();
    loop.execute(() -> start(loop, to, request, limit, result));
    return result;
  }

  private static void start(
      EventLoop loop,
      InetSocketAddress to,
      HttpMessage request,
      Duration limit,
      CompletableFuture<HttpMessage> result) {
    try {
      var call = new HttpCall(SocketChannel.open(), request);
      var late = new TimeoutException("no answer from " + to + " within " + limit);
      EventLoop.Alarm alarm = loop.schedule(limit, () -> call.answer.completeExceptionally(late));
      var unused = call.answer.whenComplete((a, e) -> call.end(alarm, a, e, result));
      call.connect(loop, to);
    } catch (IOException e) {
      result.completeExceptionally(e);
    }
  }

  private void connect(EventLoop loop, InetSocketAddress to) {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      boolean there = channel.connect(to);
      int first = there ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
      loop.register(channel, first, this);
    } catch (IOException e) {
      failed(e);
    }
  }

  private void end(
      EventLoop.Alarm alarm,
      HttpMessage message,
      Throwable cause,
      CompletableFuture<HttpMessage> result) {
    alarm.cancel();
    EventLoop.closeQuietly(channel);
    if (cause == null) {
      result.complete(message);
    } else {
      result.completeExceptionally(cause);
    }
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    if (key.isConnectable()) {
      channel.finishConnect();
      key.interestOps(SelectionKey.OP_WRITE);
    } else if (key.isWritable()) {
      write(key);
    } else {
      read();
    }
  }

  @Override
  public void failed(IOException cause) {
    answer.completeExceptionally(cause);
  }

  private void write(SelectionKey key) throws IOException {
    channel.write(request);
    if (!request.hasRemaining()) {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  private void read() throws IOException {
    buffer.clear();
    boolean ended = channel.read(buffer) < 0;
    parser.add(buffer.flip());
    Optional<HttpMessage> message = parser.next(ended);
    if (message.isPresent()) {
      answer.complete(message.get());
    } else if (ended) {
      throw new EOFException("the connection was closed before the answer was complete");
    }
  }
}
