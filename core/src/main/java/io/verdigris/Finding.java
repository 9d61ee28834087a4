package io.verdigris;

/**
 * Says why a rollout is refused, in the terms of the person who asked for it.
 *
 * @param field what is wrong, such as {@code service} or {@code image of container app}
 * @param value the value that was found
 * @param problem why that cannot go well
 * @param remedy what to do about it
 */
public record Finding(String field, String value, String problem, String remedy) {
  /** The field when an application's ledger cannot be read. */
  public static final String LEDGER = "ledger";

  @Override
  public String toString() {
    return field + " \"" + value + "\": " + problem + "; " + remedy;
  }
}
