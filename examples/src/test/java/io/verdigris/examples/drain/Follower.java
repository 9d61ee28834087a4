package io.verdigris.examples.drain;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A client that keeps one stream open, and opens another where traffic goes when it ends. */
final class Follower implements AutoCloseable {
  /** Ways to follow a pod. */
  interface Protocol {
    /**
     * Opens a stream and returns what closes it.
     *
     * @param address the pod's
     * @param opened is run when the stream is there
     * @param ended takes how the stream ended, once
     */
    Runnable follow(String address, Runnable opened, Consumer<String> ended);
  }

  /**
   * A stream that ended.
   *
   * @param address the pod that it was on
   * @param how what the client was told
   * @param served whether that pod still served then
   */
  record End(String address, String how, boolean served) {}

  private final Protocol protocol;
  private final Pods pods;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final List<End> ends = new CopyOnWriteArrayList<>();
  private volatile String on = "";
  private volatile Runnable stream = () -> {};
  private volatile boolean closed;

  /** What a follower knows of pods. */
  interface Pods {
    /** Returns the address of a pod that traffic goes to now. */
    String live();

    /** Tells whether there is a ready pod at this address. */
    boolean serves(String address);
  }

  Follower(Protocol protocol, Pods pods) {
    this.protocol = protocol;
    this.pods = pods;
    thread.execute(this::connect);
  }

  private void connect() {
    String address = pods.live();
    stream = protocol.follow(address, () -> on = address, how -> later(() -> ended(address, how)));
  }

  private void later(Runnable task) {
    if (!closed) {
      thread.execute(task);
    }
  }

  private void ended(String address, String how) {
    if (!closed) {
      on = "";
      ends.add(new End(address, how, pods.serves(address)));
      connect();
    }
  }

  /** Returns the address of the pod that it follows; empty while it follows none. */
  String on() {
    return on;
  }

  List<End> ends() {
    return ends;
  }

  @Override
  public void close() {
    closed = true;
    stream.run();
    thread.shutdownNow();
  }
}
