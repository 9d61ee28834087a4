package io.verdigris.internal;

/**
 * What is remembered of the new colour since its traffic began, beside its readings.
 *
 * @param restarts how often its containers restarted
 * @param spells for how long it was not seen
 */
record Vigil(Restarts restarts, BlindSpells spells) {
  Vigil() {
    this(new Restarts(), new BlindSpells());
  }
}
