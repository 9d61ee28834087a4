package io.verdigris.migrations;

import java.util.Comparator;
import java.util.List;

/**
 * What the rules say of a statement, or of one part of it.
 *
 * @param reason why; empty where there is nothing to say
 * @param remedy what to do instead
 */
record Ruling(Effect effect, String reason, String remedy) {
  static final Ruling SAFE = new Ruling(Effect.EXPAND, "", "");

  private static final List<Effect> WORST_FIRST =
      List.of(Effect.LOCKING, Effect.UNKNOWN, Effect.CONTRACT, Effect.EXPAND);

  static Ruling contract(String reason) {
    return contract(
        reason,
        "move it to a script of its own with the comment \"-- verdigris: contract\","
            + " which runs once no version that uses it is running");
  }

  static Ruling contract(String reason, String remedy) {
    return new Ruling(Effect.CONTRACT, reason, remedy);
  }

  static Ruling locking(String reason, String remedy) {
    return new Ruling(Effect.LOCKING, reason, remedy);
  }

  static Ruling unknown(String reason) {
    return unknown(reason, "if it is safe");
  }

  static Ruling unknown(String reason, String when) {
    return new Ruling(
        Effect.UNKNOWN,
        reason,
        when + ", write \"-- verdigris: expand because REASON\" on the line before it");
  }

  /** A statement is as bad as its worst part; what may not even contract is worse than that. */
  static Ruling worst(List<Ruling> rulings) {
    return rulings.stream()
        .min(Comparator.comparingInt(ruling -> WORST_FIRST.indexOf(ruling.effect())))
        .orElse(unknown("it cannot be read"));
  }
}
