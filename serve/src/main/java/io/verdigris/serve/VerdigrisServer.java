package io.verdigris.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.verdigris.BlueGreenOrchestrator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how all applications of some namespaces stand, as pages for people and as a JSON API, and
 * lets whoever has the token approve and abort. docs/serve.md describes both.
 *
 * <pre>{@code
 * try (var orchestrator = BlueGreenOrchestrator.create();
 *     var server = VerdigrisServer.of(orchestrator, List.of("shop"), token).start()) {
 *   System.out.println(server.address());
 * }
 * }</pre>
 *
 * <p>It listens on 127.0.0.1 unless told otherwise, and speaks HTTP: what reaches it from elsewhere
 * belongs behind something that speaks TLS. It keeps nothing: what it shows is read from the
 * cluster when somebody looks. Safe for use by several threads.
 */
public final class VerdigrisServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(VerdigrisServer.class);
  private static final int THREADS = 64;
  private static final int MOST_WAITING = 256;
  private static final int BACKLOG = 64;

  private final HttpServer http;
  private final ExecutorService threads;
  private final Fleet fleet;
  private final Streams streams = new Streams();
  private final Site site;

  private VerdigrisServer(Builder builder) {
    http = listen(builder.address);
    threads = threads();
    fleet = new Fleet(builder.orchestrator, builder.namespaces, builder.clock);
    var gate =
        new Gate(
            builder.token,
            new Sessions(builder.clock),
            builder.clock,
            builder.origin,
            http.getAddress().getPort());
    site = new Site(fleet, gate, streams, new FleetMeters(builder.meters, fleet, builder.clock));
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
  }

  /**
   * Starts a server's configuration.
   *
   * @param orchestrator reads the cluster and passes on what persons ask for; it is not closed
   * @param namespaces whose applications are shown, at least one
   * @param token what whoever looks or acts must show
   */
  public static Builder of(
      BlueGreenOrchestrator orchestrator, Collection<String> namespaces, Token token) {
    return new Builder(orchestrator, namespaces, token);
  }

  private static HttpServer listen(InetSocketAddress address) {
    try {
      return HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + address, e);
    }
  }

  /** Streams hold at most half of the threads; what finds none waits its turn. */
  private static ExecutorService threads() {
    var pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              var thread = new Thread(task, "verdigris-serve");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Returns the address that it listens on. */
  public URI address() {
    InetSocketAddress bound = http.getAddress();
    InetAddress host = bound.getAddress();
    String name = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
    return URI.create(
        "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + bound.getPort() + "/");
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      var asked = new Exchange(exchange);
      try {
        site.answer(asked);
      } catch (Refusal e) {
        refuse(asked, e);
      } catch (RuntimeException e) {
        log.warn(
            "{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), e);
        refuse(asked, new Refusal(500, "that failed; the server's log says why"));
      }
    } catch (IOException e) {
      // whoever asked is gone
    }
  }

  private static void refuse(Exchange asked, Refusal refusal) throws IOException {
    if (asked.isApi()) {
      asked.json(refusal.status(), Map.of("error", refusal.text()));
    } else {
      asked.html(refusal.status(), Pages.message(refusal.status(), refusal.text()));
    }
  }

  @Override
  public void close() {
    streams.close();
    http.stop(0);
    threads.shutdownNow();
    fleet.close();
  }

  /** Collects a server's configuration; not safe for use by several threads. */
  public static final class Builder {
    private final BlueGreenOrchestrator orchestrator;
    private final Set<String> namespaces;
    private final Token token;
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Optional<URI> origin = Optional.empty();
    private PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private InstantSource clock = InstantSource.system();

    private Builder(
        BlueGreenOrchestrator orchestrator, Collection<String> namespaces, Token token) {
      if (namespaces.isEmpty()) {
        throw new IllegalArgumentException("namespaces is empty; name at least one");
      }
      this.orchestrator = orchestrator;
      this.namespaces = new LinkedHashSet<>(namespaces);
      this.token = token;
    }

    /** Sets where it listens; default 127.0.0.1 and any free port. */
    public Builder listen(InetSocketAddress where) {
      address = where;
      return this;
    }

    /**
     * Sets where browsers reach it, when that is not its own address: such as {@code
     * https://verdigris.example} for a proxy in front of it that speaks TLS. Cookies are then
     * {@code Secure}.
     *
     * @throws IllegalArgumentException when it is more or less than scheme, host and port
     */
    public Builder origin(URI uri) {
      boolean http = List.of("http", "https").contains(String.valueOf(uri.getScheme()));
      boolean bare = uri.getHost() != null && uri.getRawUserInfo() == null;
      boolean ends = uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
      if (!http || !bare || !ends || uri.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "origin \"" + uri + "\" must be scheme, host and port, such as https://deploy.example");
      }
      origin = Optional.of(uri);
      return this;
    }

    /**
     * Sets what {@code /metrics} shows beside the fleet; give the orchestrator's builder the same,
     * where this process drives rollouts. Default one of its own.
     */
    public Builder meters(PrometheusMeterRegistry registry) {
      meters = registry;
      return this;
    }

    /** Sets the clock; default the system's. */
    Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * Starts it.
     *
     * @throws UncheckedIOException when it cannot listen there
     */
    public VerdigrisServer start() {
      return new VerdigrisServer(this);
    }
  }
}
