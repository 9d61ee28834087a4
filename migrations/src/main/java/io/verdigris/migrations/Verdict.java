package io.verdigris.migrations;

/**
 * What is to be said of one statement.
 *
 * @param statement the statement, on one line and cut where it is long
 * @param line the line of the script that it begins at, from 1
 * @param effect what it does beside a running version
 * @param reason why, in a sentence; empty where there is nothing to say
 * @param remedy what to do instead; empty where there is nothing to do
 * @param because the reason that the script gives for running it all the same; empty without one
 */
public record Verdict(
    String statement, int line, Effect effect, String reason, String remedy, String because) {

  /** Tells whether it may run, in a script that is marked as contracting or in another. */
  public boolean isAllowed(boolean contract) {
    return effect == Effect.EXPAND || !because.isEmpty() || (contract && effect == Effect.CONTRACT);
  }
}
