package io.verdigris.testkit.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.verdigris.Phase;
import io.verdigris.hooks.Drain;
import io.verdigris.hooks.DrainHookProvider;
import io.verdigris.http.Via;
import io.verdigris.spi.Environment;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.PhaseHook;
import io.verdigris.testkit.TestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The hook of the core that drains; a pod closes a connection each time that it is counted. */
class DrainHookContractTest extends PhaseHookContract {
  private final AtomicInteger drains = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger(3);
  private final PhaseHook hook = new DrainHookProvider().create(new TestContext(Map.of()));
  private HttpServer pod;

  @BeforeEach
  void serve() throws IOException {
    pod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pod.createContext(
        "/drain",
        exchange -> {
          drains.incrementAndGet();
          answer(exchange, "");
        });
    pod.createContext(
        "/metrics", exchange -> answer(exchange, "open " + open.getAndDecrement() + "\n"));
    pod.start();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @AfterEach
  void stop() {
    pod.stop(0);
  }

  @Override
  protected PhaseHook hook() {
    return hook;
  }

  @Override
  protected HookRequest succeeding() {
    return request(
        Optional.of(ContractFixture.environment("127.0.0.1", pod.getAddress().getPort(), 1)));
  }

  /** Nothing that pods do makes it fail; only being called when there is no old colour does. */
  @Override
  protected HookRequest failing() {
    return request(Optional.empty());
  }

  private static HookRequest request(Optional<Environment> old) {
    return new HookRequest(
        ContractFixture.context(ContractFixture.application(), 1),
        Phase.DECOMMISSION,
        true,
        Optional.empty(),
        old,
        Drain.by("/drain").counting("/metrics", "open").via(Via.DIRECT).extension().settings(),
        "drain",
        "");
  }

  @Override
  protected OptionalInt begun() {
    return OptionalInt.of(drains.get());
  }
}
