package io.verdigris.notifications;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Something in a rollout that people want to be told.
 *
 * @param id the same whenever the same event is told again
 * @param kind what kind of thing
 * @param at when, by the clock of the process that drives the rollout
 * @param rollout the rollout's id, such as {@code web-17}
 * @param application the application
 * @param phase the phase that it happened in
 * @param message what happened, in a sentence
 * @param live the colour that serves after it, {@code blue} or {@code green}, where it is known
 */
public record Notification(
    UUID id,
    Kind kind,
    Instant at,
    String rollout,
    Application application,
    Phase phase,
    String message,
    Optional<String> live) {

  /** The kinds of notification. */
  public enum Kind {
    /** A rollout has been admitted and begins to change things. */
    STARTED,
    /** A person must approve or abort: before traffic moves, or when nobody can tell at the end. */
    WAITING_FOR_APPROVAL,
    /** A person asked for something, such as the way back. */
    REQUESTED,
    /** Traffic was moved, forward or back. */
    SWITCHED,
    /** The new colour is live and has passed its soak. */
    PROMOTED,
    /** The rollout was refused, or the new colour failed before traffic moved. */
    REJECTED,
    /** Traffic had moved and is back. */
    ROLLED_BACK,
    /** A person must look. */
    HALTED;

    /** What is told unless something else is asked for. */
    public static final Set<Kind> DEFAULTS =
        Set.copyOf(
            EnumSet.of(WAITING_FOR_APPROVAL, SWITCHED, PROMOTED, REJECTED, ROLLED_BACK, HALTED));

    /** Returns the name as it is written, such as {@code rolled-back}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the kind of this label.
     *
     * @throws IllegalArgumentException when there is none, listing all
     */
    public static Kind ofLabel(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label().equals(label))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "event \""
                          + label
                          + "\" must be one of "
                          + Arrays.stream(values())
                              .map(Kind::label)
                              .collect(Collectors.joining(", "))));
    }
  }

  /** Makes one of an event; empty when nobody needs to be told. */
  static Optional<Notification> of(RolloutEvent event) {
    return kind(event)
        .map(
            kind ->
                new Notification(
                    id(event),
                    kind,
                    event.at(),
                    event.rollout(),
                    event.application(),
                    event.phase(),
                    event.message(),
                    Optional.ofNullable(event.details().get("live")).filter(l -> !l.isEmpty())));
  }

  private static UUID id(RolloutEvent event) {
    String key =
        String.join(
            "|",
            event.application().toString(),
            event.rollout(),
            event.type().name(),
            event.at().toString(),
            event.message());
    return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Kind> kind(RolloutEvent event) {
    return switch (event.type()) {
      case PHASE -> Optional.of(Kind.STARTED).filter(k -> event.phase() == Phase.PREPARE);
      case WAITING ->
          Optional.of(Kind.WAITING_FOR_APPROVAL)
              .filter(k -> "approval".equals(event.details().get("asks")));
      case SWITCHED -> Optional.of(Kind.SWITCHED);
      case REQUEST -> Optional.of(Kind.REQUESTED);
      case OUTCOME -> ended(event.phase());
      case DONE, RETRY, TERMS, SAMPLE, JUDGEMENT -> Optional.empty();
    };
  }

  /** A rollout that this process merely lets go of is in no final phase. */
  private static Optional<Kind> ended(Phase phase) {
    return switch (phase) {
      case PROMOTED -> Optional.of(Kind.PROMOTED);
      case REJECTED -> Optional.of(Kind.REJECTED);
      case ROLLED_BACK -> Optional.of(Kind.ROLLED_BACK);
      case HALTED -> Optional.of(Kind.HALTED);
      default -> Optional.empty();
    };
  }
}
