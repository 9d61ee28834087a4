package io.verdigris.serve;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has logged in. A session lasts 12 hours; of more than 1000 the oldest end. They are kept in
 * memory only: after a restart everybody logs in again. Safe for use by several threads.
 */
final class Sessions {
  static final Duration LENGTH = Duration.ofHours(12);
  private static final int MOST = 1000;

  private final InstantSource clock;
  private final Map<String, Session> sessions = new LinkedHashMap<>();

  private record Session(String person, Instant ends) {}

  Sessions(InstantSource clock) {
    this.clock = clock;
  }

  /** Begins a session and returns its secret id. */
  synchronized String begin(String person) {
    Instant now = clock.instant();
    sessions.values().removeIf(session -> !now.isBefore(session.ends()));
    if (sessions.size() >= MOST) {
      sessions.remove(sessions.keySet().iterator().next());
    }
    String id = Token.random();
    sessions.put(id, new Session(person, now.plus(LENGTH)));
    return id;
  }

  /** Returns whose session it is; empty when it has ended or never was. */
  synchronized Optional<String> person(String id) {
    return Optional.ofNullable(sessions.get(id))
        .filter(session -> clock.instant().isBefore(session.ends()))
        .map(Session::person);
  }

  synchronized void end(String id) {
    sessions.remove(id);
  }
}
