package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection to an {@link HttpListener}; it has one request at a time in hand. */
final class HttpConnection implements EventLoop.Handler {
  private static final int CHUNK = 16 * 1024;

  private enum State {
    /** Nothing has been asked yet. */
    NEW,
    /** A request comes, is handled or is being answered. */
    ACTIVE,
    /** All that was asked has been answered. */
    IDLE
  }

  private final SocketChannel channel;
  private final HttpListener listener;
  private final HttpListener.Handler handler;
  private final HttpParser parser = HttpParser.ofRequests();
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
  private State state = State.NEW;
  private boolean ended;
  private boolean inHand;
  private boolean last;
  private @Nullable ByteBuffer answer;
  private @Nullable SelectionKey key;

  private HttpConnection(
      SocketChannel channel, HttpListener listener, HttpListener.Handler handler) {
    this.channel = channel;
    this.listener = listener;
    this.handler = handler;
  }

  static HttpConnection of(
      EventLoop loop, SocketChannel channel, HttpListener listener, HttpListener.Handler handler)
      throws IOException {
    var connection = new HttpConnection(channel, listener, handler);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    connection.key = loop.register(channel, SelectionKey.OP_READ, connection);
    return connection;
  }

  @Override
  public void ready(SelectionKey ready) throws IOException {
    if (ready.isReadable()) {
      read();
    }
    if (channel.isOpen() && ready.isValid() && ready.isWritable()) {
      write();
    }
  }

  @Override
  public void failed(IOException cause) {
    close();
  }

  void closeIfIdle() {
    if (state == State.IDLE) {
      close();
    }
  }

  void closeUnlessAsked() {
    if (state != State.ACTIVE) {
      close();
    }
  }

  /** Closes with a reset, so that nobody takes the end for a graceful one. */
  void abort() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // it is closed below in any case
    }
    close();
  }

  private void close() {
    EventLoop.closeQuietly(channel);
    listener.closed(this);
  }

  private void read() throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      ended = true;
      interest();
    } else {
      parser.add(buffer.flip());
    }
    takeRequest();
  }

  private void takeRequest() throws IOException {
    if (inHand) {
      return;
    }
    state = parser.hasUnread() ? State.ACTIVE : state;
    Optional<HttpMessage> request = nextRequest();
    if (request.isPresent()) {
      inHand = true;
      handler.handle(request.get(), a -> answer(request.get(), a));
    } else if (ended && !inHand) {
      close();
    }
  }

  private Optional<HttpMessage> nextRequest() {
    try {
      return parser.next(ended);
    } catch (ProtocolException e) {
      inHand = true;
      var bad = new HttpMessage("GET / HTTP/1.0", List.of(), "");
      answer(bad, HttpMessage.text(400, "400 Bad Request: " + e.getMessage() + "\n"));
      return Optional.empty();
    }
  }

  private void answer(HttpMessage request, HttpMessage reply) {
    if (!channel.isOpen()) {
      return;
    }
    last = !request.keepsAlive() || !listener.keepsAlive() || ended;
    HttpMessage whole = last ? reply.with("Connection", "close") : reply;
    answer = whole.encode(!request.method().equals("HEAD"));
    try {
      write();
    } catch (IOException e) {
      close();
    }
  }

  private void write() throws IOException {
    ByteBuffer out = answer;
    if (out == null) {
      return;
    }
    channel.write(out);
    if (!out.hasRemaining()) {
      answered();
    }
    interest();
  }

  private void answered() throws IOException {
    answer = null;
    inHand = false;
    if (last) {
      close();
      return;
    }
    state = State.IDLE;
    takeRequest();
  }

  private void interest() {
    SelectionKey mine = key;
    if (mine != null && mine.isValid()) {
      int reading = ended ? 0 : SelectionKey.OP_READ;
      mine.interestOps(reading | (answer == null ? 0 : SelectionKey.OP_WRITE));
    }
  }
}
