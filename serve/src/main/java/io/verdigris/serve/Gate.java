package io.verdigris.serve;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Lets in who shows the token, as {@code Authorization: Bearer}, or logs in with it and then shows
 * a cookie. What changes something must come from a page of this server, when a browser sends it.
 */
final class Gate {
  private static final int MOST_FAILURES = 30;
  private static final Duration WITHIN = Duration.ofMinutes(1);

  private final Token token;
  private final Sessions sessions;
  private final InstantSource clock;
  private final Optional<URI> origin;
  private final String cookie;
  private Instant counting = Instant.EPOCH;
  private int failures;

  /**
   * Makes a gate.
   *
   * @param origin where browsers reach the server, when that is not its own address
   * @param port tells cookies of several servers of a host apart: browsers do not
   */
  Gate(Token token, Sessions sessions, InstantSource clock, Optional<URI> origin, int port) {
    this.token = token;
    this.sessions = sessions;
    this.clock = clock;
    this.origin = origin;
    cookie = "verdigris-" + port;
  }

  /**
   * Who asks.
   *
   * @param name the name given at login; empty for whoever shows the token itself
   */
  record Person(Optional<String> name) {}

  /** Returns who asks; empty when the request shows nothing that is right. */
  Optional<Person> person(Exchange exchange) {
    Optional<String> shown =
        exchange
            .header("Authorization")
            .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(value -> value.substring(7).strip());
    if (shown.isPresent()) {
      return isRight(shown.get()) ? Optional.of(new Person(Optional.empty())) : Optional.empty();
    }
    return exchange
        .cookie(cookie)
        .flatMap(sessions::person)
        .map(name -> new Person(Optional.of(name)));
  }

  /** Begins a session and sets its cookie; false when the token is wrong. */
  boolean login(Exchange exchange, String name, String shown) {
    if (!isRight(shown)) {
      return false;
    }
    set(exchange, sessions.begin(name), Sessions.LENGTH.toSeconds());
    return true;
  }

  void logout(Exchange exchange) {
    exchange.cookie(cookie).ifPresent(sessions::end);
    set(exchange, "", 0);
  }

  private void set(Exchange exchange, String value, long seconds) {
    boolean secure = origin.filter(uri -> "https".equals(uri.getScheme())).isPresent();
    exchange.with(
        "Set-Cookie",
        cookie
            + "="
            + value
            + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
            + seconds
            + (secure ? "; Secure" : ""));
  }

  private synchronized boolean isRight(String shown) {
    Instant now = clock.instant();
    if (!now.isBefore(counting.plus(WITHIN))) {
      counting = now;
      failures = 0;
    }
    if (failures >= MOST_FAILURES) {
      throw new Refusal(429, "too many wrong tokens; try again in a minute");
    }
    boolean right = token.is(shown);
    failures += right ? 0 : 1;
    return right;
  }

  /**
   * Refuses a change that another site's page has a browser send. A browser tells where it comes
   * from; a request that shows a cookie but does not tell is no better. What is no browser shows
   * the token itself, which no other site has.
   */
  void requireOwnPage(Exchange exchange) {
    Optional<String> from = exchange.header("Origin");
    boolean cookieOnly = exchange.header("Authorization").isEmpty();
    if (from.isEmpty() && !cookieOnly) {
      return;
    }
    if (from.filter(value -> isOwn(value, exchange)).isEmpty()) {
      throw new Refusal(
          403,
          "this came from another page (Origin "
              + from.orElse("missing")
              + "); use the page of this server, or tell it its address by --origin");
    }
  }

  private boolean isOwn(String from, Exchange exchange) {
    String host = exchange.header("Host").orElse("");
    return origin
        .map(own -> from.equals(own.toString()))
        .orElseGet(() -> !host.isEmpty() && from.equals("http://" + host));
  }
}
