package io.verdigris.migrations;

/** What a statement does to the version that runs while it is executed. */
public enum Effect {
  /** Nothing: that version neither sees it nor waits for it. */
  EXPAND,
  /** It takes away or changes what that version may use. */
  CONTRACT,
  /** It keeps that version from reading or writing for as long as there are rows to go through. */
  LOCKING,
  /** Nobody can tell from the statement alone. */
  UNKNOWN
}
