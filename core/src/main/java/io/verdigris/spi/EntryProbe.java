package io.verdigris.spi;

import io.verdigris.Entry;
import java.io.IOException;
import java.util.Optional;

/** Asks through an application's entry which pod a fresh connection reaches. */
@FunctionalInterface
public interface EntryProbe {
  /**
   * Sends one GET on a connection of its own, within two seconds.
   *
   * @return the pod that answered; empty when the answer does not name one
   * @throws IOException when there was no answer
   */
  Optional<String> ask(Entry entry) throws IOException;
}
