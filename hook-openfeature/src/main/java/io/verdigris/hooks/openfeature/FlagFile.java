package io.verdigris.hooks.openfeature;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where the definitions of flags are kept, in the format of flagd. */
interface FlagFile {
  /** Says where it is, for messages. */
  String place();

  /** Returns the text; empty when there is none. */
  Optional<String> read();

  /**
   * Changes the text. The change is made again on what is there when somebody else was faster.
   *
   * @param change returns the same text for no change; what it throws is thrown
   */
  void change(UnaryOperator<String> change);
}
