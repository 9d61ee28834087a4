package io.verdigris.kubernetes.adoption;

import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import java.util.function.Supplier;

/**
 * One step that may be taken again and again: it looks at what is there, makes it so, and tells how
 * far it is. What later steps have done to it must leave it done.
 */
record Move(AdoptionPlan.Step says, Supplier<Progress<Nothing>> take) {
  static Move of(String verb, String object, String purpose, Supplier<Progress<Nothing>> take) {
    return new Move(new AdoptionPlan.Step(verb, object, purpose), take);
  }
}
