package io.verdigris.testkit.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.verdigris.testkit.cluster.Interceptor.Fate;
import io.verdigris.testkit.cluster.Interceptor.Interception;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks HTTP for the API: reads requests, spoils them as interceptors say, and writes answers. A
 * bounded number of threads serves requests; each watch has a thread of its own.
 */
final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final int THREADS = 16;
  private static final int MOST_BYTES = 3 * 1024 * 1024;

  private final Api api;
  private final InstantSource clock;
  private final HttpServer http;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, daemons("cluster-api"));
  private final ThreadFactory watchers = daemons("cluster-watch");
  private final List<Consumer<ApiCall>> listeners = new CopyOnWriteArrayList<>();
  private final List<Interceptor> interceptors = new CopyOnWriteArrayList<>();

  private ApiServer(Api api, InstantSource clock, HttpServer http) {
    this.api = api;
    this.clock = clock;
    this.http = http;
  }

  static ApiServer start(Api api, InstantSource clock) {
    try {
      var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
      var server = new ApiServer(api, clock, HttpServer.create(address, 0));
      server.http.createContext("/", server::receive);
      server.http.setExecutor(server.threads);
      server.http.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("no API server can be started on 127.0.0.1", e);
    }
  }

  private static ThreadFactory daemons(String name) {
    var count = new AtomicInteger();
    return task -> {
      var thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  void onCall(Consumer<ApiCall> listener) {
    listeners.add(listener);
  }

  Interception intercept(Interceptor interceptor) {
    interceptors.add(interceptor);
    return () -> interceptors.remove(interceptor);
  }

  private void receive(HttpExchange exchange) throws IOException {
    var call = new Call(exchange, clock.instant());
    if (exchange.getRequestHeaders().containsKey("Sec-WebSocket-Key")) {
      // a client that hears 200 and no web socket watches by plain HTTP
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
      return;
    }
    try {
      ApiRequest request = call.read();
      follow(call, request, fate(request));
    } catch (Refusal e) {
      call.send(new Reply.Document(e.code(), e.status()));
    }
  }

  private Fate fate(ApiRequest request) {
    return interceptors.stream()
        .map(interceptor -> interceptor.decide(request))
        .filter(fate -> !(fate instanceof Fate.Pass))
        .findFirst()
        .orElseGet(Interceptor::pass);
  }

  private void follow(Call call, ApiRequest request, Fate fate) throws IOException {
    if (fate instanceof Fate.Delay delay) {
      later(delay, () -> later(call, request, delay.then()));
    } else if (fate instanceof Fate.Answer answer) {
      call.headers(answer.headers());
      Refusal refusal = Refusal.of(answer.status(), "", "answered by a test");
      call.send(new Reply.Document(answer.status(), refusal.status()));
    } else if (fate instanceof Fate.Drop drop) {
      if (drop.applied()) {
        handle(request);
      }
      call.tell(0);
      call.drop();
    } else {
      call.send(handle(request));
    }
  }

  private void later(Fate.Delay delay, Runnable task) {
    CompletableFuture.delayedExecutor(delay.duration().toNanos(), TimeUnit.NANOSECONDS, threads)
        .execute(task);
  }

  private void later(Call call, ApiRequest request, Fate fate) {
    try {
      follow(call, request, fate);
    } catch (IOException e) {
      LOG.debug("{} {}: the client is gone", request.verb(), request.path(), e);
      call.drop();
    }
  }

  private Reply handle(ApiRequest request) {
    try {
      return api.handle(request);
    } catch (Refusal e) {
      return new Reply.Document(e.code(), e.status());
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", request.verb(), request.path(), e);
      Refusal failure = Refusal.of(500, "InternalError", "Internal error occurred: " + e);
      return new Reply.Document(500, failure.status());
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  /** One request and its answer. */
  private final class Call {
    private final HttpExchange exchange;
    private final Instant at;

    Call(HttpExchange exchange, Instant at) {
      this.exchange = exchange;
      this.at = at;
    }

    ApiRequest read() throws IOException {
      var headers = new HashMap<String, String>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      try (InputStream in = exchange.getRequestBody()) {
        byte[] body = in.readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
          throw Refusal.of(
              413, "RequestEntityTooLarge", "Request entity too large: limit is " + MOST_BYTES);
        }
        return new ApiRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(body, StandardCharsets.UTF_8));
      }
    }

    void headers(Map<String, String> headers) {
      headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    }

    void send(Reply reply) throws IOException {
      if (reply instanceof Reply.Changes changes) {
        watchers.newThread(() -> stream(changes.watching())).start();
      } else if (reply instanceof Reply.Text text) {
        headers(text.headers());
        write(text.status(), text.body().getBytes(StandardCharsets.ISO_8859_1));
      } else if (reply instanceof Reply.Document document) {
        headers(Map.of("Content-Type", "application/json"));
        write(document.status(), Json.write(document.body()).getBytes(StandardCharsets.UTF_8));
      }
    }

    /** Who waits for the answer may look at once at what was told of the call. */
    private void write(int status, byte[] body) throws IOException {
      tell(status);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        if (!head) {
          out.write(body);
        }
      }
      exchange.close();
    }

    private void stream(Watching watching) {
      tell(200);
      headers(Map.of("Content-Type", "application/json"));
      try {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
          watching.writeTo(out);
        }
      } catch (IOException e) {
        LOG.debug("a watch of {} ended", exchange.getRequestURI(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        exchange.close();
      }
    }

    void drop() {
      exchange.close();
    }

    void tell(int status) {
      String agent = exchange.getRequestHeaders().getFirst("User-Agent");
      var told =
          new ApiCall(
              at,
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              status,
              agent == null ? "" : agent);
      for (Consumer<ApiCall> listener : listeners) {
        try {
          listener.accept(told);
        } catch (RuntimeException e) {
          LOG.warn("a listener failed on {}", told, e);
        }
      }
    }
  }
}
