package io.verdigris.examples.bot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.VerdigrisException;
import io.verdigris.notifications.Secret;
import io.verdigris.notifications.Signature;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bot's HTTP side.
 *
 * <ul>
 *   <li>{@code POST /notifications} is what Verdigris' webhook calls; it must be signed.
 *   <li>{@code POST /decisions} is what a person's chat calls, with {@code {"namespace", "service",
 *       "decision": "approve" or "abort", "by"}} and {@code Authorization: Bearer TOKEN}.
 * </ul>
 */
final class ApprovalBot implements AutoCloseable {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final int LONGEST = 64 * 1024;

  private final Desk desk;
  private final Signature signature;
  private final String token;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  private ApprovalBot(HttpServer server, Desk desk, Secret webhook, String token) {
    this.server = server;
    this.desk = desk;
    this.token = token;
    signature = Signature.with(webhook);
  }

  /**
   * Starts it.
   *
   * @param address where it listens
   * @param desk what decides
   * @param webhook the secret that notifications are signed with
   * @param token what people's decisions must come with
   */
  static ApprovalBot start(InetSocketAddress address, Desk desk, Secret webhook, String token)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    var bot = new ApprovalBot(server, desk, webhook, token);
    server.createContext("/notifications", exchange -> bot.answer(exchange, bot::notified));
    server.createContext("/decisions", exchange -> bot.answer(exchange, bot::decided));
    server.setExecutor(bot.threads);
    server.start();
    return bot;
  }

  /** Returns its address. */
  URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  /** What is done with a call; returns the status of the answer. */
  private interface Handler {
    int handle(HttpExchange exchange, byte[] body);
  }

  private void answer(HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(LONGEST);
      boolean post = exchange.getRequestMethod().equals("POST");
      exchange.sendResponseHeaders(post ? status(exchange, body, handler) : 405, -1);
    }
  }

  private static int status(HttpExchange exchange, byte[] body, Handler handler) {
    try {
      return handler.handle(exchange, body);
    } catch (JacksonException | IllegalArgumentException e) {
      return 400;
    } catch (VerdigrisException e) {
      // no rollout is under way
      return 409;
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private int notified(HttpExchange exchange, byte[] body) {
    String stated = header(exchange, Signature.HEADER);
    if (!signature.verify(stated, body, Instant.now(), TOLERANCE)) {
      return 401;
    }
    JsonNode told = JsonMapper.shared().readTree(body);
    String rollout = text(told, "rollout");
    switch (text(told, "event")) {
      case "waiting-for-approval" -> desk.waits(application(told), rollout);
      case "promoted", "rejected", "rolled-back", "halted" ->
          desk.ended(application(told), rollout);
      default -> {}
    }
    return 204;
  }

  private int decided(HttpExchange exchange, byte[] body) {
    byte[] given = header(exchange, "Authorization").getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given, ("Bearer " + token).getBytes(StandardCharsets.UTF_8))) {
      return 401;
    }
    JsonNode told = JsonMapper.shared().readTree(body);
    String by = text(told, "by");
    switch (text(told, "decision")) {
      case "approve" -> desk.approve(application(told), by);
      case "abort" -> desk.abort(application(told), by, "decided in the chat");
      default -> {
        return 400;
      }
    }
    return 204;
  }

  private static Application application(JsonNode told) {
    return new Application(text(told, "namespace"), text(told, "service"));
  }

  private static String text(JsonNode told, String key) {
    return told.path(key).asString("");
  }

  @Override
  public void close() {
    server.stop(1);
    threads.shutdownNow();
    desk.close();
  }

  /**
   * Runs it until the process is told to end. {@code WEBHOOK_SECRET} and {@code CHAT_TOKEN} are its
   * secrets, {@code TEST_RESULTS} is where it asks for test results, {@code PORT} where it listens
   * on all addresses; default 8080.
   */
  public static void main(String[] args) throws IOException {
    Map<String, String> env = System.getenv();
    Secret webhook = Secret.env("WEBHOOK_SECRET");
    String token = required(env, "CHAT_TOKEN");
    var tests = TestResults.at(URI.create(required(env, "TEST_RESULTS")));
    var address = new InetSocketAddress(Integer.parseInt(env.getOrDefault("PORT", "8080")));
    BlueGreenOrchestrator orchestrator = BlueGreenOrchestrator.create();
    var desk = new Desk(orchestrator, tests, Duration.ofSeconds(10));
    ApprovalBot bot = start(address, desk, webhook, token);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  bot.close();
                  orchestrator.close();
                }));
  }

  private static String required(Map<String, String> env, String name) {
    String value = env.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "environment variable " + name + " must hold a value, but is not set");
    }
    return value;
  }
}
