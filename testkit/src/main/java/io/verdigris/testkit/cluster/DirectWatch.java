package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** One watch of a client in the same thread: each change is handed to the wire as it happens. */
final class DirectWatch implements WebSocket {
  private final Watching watching;
  private final Wire wire;
  private final WebSocket.Listener listener;
  private final Executor tasks;
  private final Consumer<DirectWatch> onClose;
  private boolean closed;

  DirectWatch(
      Watching watching,
      Wire wire,
      WebSocket.Listener listener,
      Executor tasks,
      Consumer<DirectWatch> onClose) {
    this.watching = watching;
    this.wire = wire;
    this.listener = listener;
    this.tasks = tasks;
    this.onClose = onClose;
  }

  void begin() {
    watching.beginning().forEach(this::deliver);
  }

  void changed(Change change) {
    watching.event(change).ifPresent(this::deliver);
  }

  private void deliver(ObjectNode event) {
    String text = Json.write(event);
    tasks.execute(() -> wire.deliver(() -> hear(text)));
  }

  private void hear(String text) {
    if (!closed) {
      listener.onMessage(this, text);
    }
  }

  @Override
  public boolean send(ByteBuffer buffer) {
    return false;
  }

  @Override
  public boolean sendClose(int code, String reason) {
    if (!closed) {
      closed = true;
      onClose.accept(this);
      listener.onClose(this, code, reason);
    }
    return true;
  }

  @Override
  public long queueSize() {
    return 0;
  }

  /** Events are handed over one by one anyway. */
  @Override
  public void request() {}
}
