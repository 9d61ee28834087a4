package io.verdigris.examples.migrations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of a shop. The version that answers a client's request at the entry is the one whose SQL
 * is then executed for it, as that version would: the pods of the test application have no database
 * of their own.
 */
final class Shop implements AutoCloseable {
  /** What each version writes, then reads; the first knows only the old price. */
  private static final Map<String, List<String>> SQL =
      Map.of(
          "v1",
          List.of(
              "INSERT INTO item (name, price_text) VALUES (?, '1 EUR')",
              "SELECT name, price_text FROM item WHERE name = ?"),
          "v2",
          List.of(
              "INSERT INTO item (name, price_text, price) VALUES (?, '1 EUR', 1)",
              "SELECT name, price_text, price FROM item WHERE name = ?"),
          "v3",
          List.of(
              "INSERT INTO item (name, price) VALUES (?, 1)",
              "SELECT name, price FROM item WHERE name = ?"));

  private static final int CLIENTS = 3;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final URI entry;
  private final Callable<Connection> database;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, AtomicInteger> served = new ConcurrentHashMap<>();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();
  private volatile boolean open = true;

  Shop(URI entry, Callable<Connection> database) {
    this.entry = entry;
    this.database = database;
    for (int i = 0; i < CLIENTS; i++) {
      var thread = new Thread(this::shop, "shop-client-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  /** Returns how many requests were answered by a version and its SQL. */
  int served(String version) {
    AtomicInteger count = served.get(version);
    return count == null ? 0 : count.get();
  }

  /** Returns what failed, and why. */
  List<String> failed() {
    return List.copyOf(failed);
  }

  private void shop() {
    try (Connection connection = database.call()) {
      for (int i = 0; open; i++) {
        serve(connection, Thread.currentThread().getName() + "-" + System.nanoTime() + "-" + i);
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      failed.add("no connection: " + e);
    }
  }

  /** On a new connection each, as a load balancer would see many clients. */
  private void serve(Connection connection, String name) throws InterruptedException {
    String version = "";
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(entry).build(), BodyHandlers.ofString());
      version = answer.headers().firstValue("X-Version").orElse("");
      if (answer.statusCode() == 200) {
        execute(connection, version, name);
        served.computeIfAbsent(version, v -> new AtomicInteger()).incrementAndGet();
      } else {
        failed.add("status " + answer.statusCode());
      }
    } catch (IOException | SQLException e) {
      failed.add(version + ": " + e);
    }
  }

  private static void execute(Connection connection, String version, String name)
      throws SQLException {
    for (String sql : SQL.getOrDefault(version, List.of())) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, name);
        statement.execute();
      }
    }
  }

  @Override
  public void close() {
    open = false;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
