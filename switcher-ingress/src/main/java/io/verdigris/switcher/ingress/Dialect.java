package io.verdigris.switcher.ingress;

import io.verdigris.spi.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How a kind of object says which Services get which share of the requests that a rule takes. A
 * rule of ours is one that names a colour's own Service.
 */
interface Dialect {
  /** Field of the request's header by which a rule for testers is known as Verdigris' own. */
  String MARK = "Verdigris-Preview";

  /** Returns the field of the spec that lists the rules. */
  String rules();

  /** Returns the field of a rule that lists the backends. */
  String backends();

  /** Returns the hosts whose requests come by the object; {@code *} for all. */
  List<String> hosts(Fields spec);

  /** Returns the paths of the requests that a rule takes. */
  List<String> paths(Fields rule);

  /** Tells whether what is sent to a backend is answered; copies are not. */
  boolean answers(Fields backend);

  /**
   * Returns the Service that a backend names, with its namespace when it is another than the
   * object's; empty when it names another kind of object.
   */
  String service(Fields backend, String namespace);

  /** Returns the weights of backends of one rule, in their order. */
  List<Integer> weights(List<Fields> backends);

  /** Returns a rule that takes those requests only whose header says so. */
  Fields matching(Fields rule, Preview.Match match);

  /** Returns a rule that sets a field of the header of what it takes. */
  Fields setting(Fields rule, String header, String value);

  /** Returns the value that a rule sets for a field of the header. */
  Optional<String> set(Fields rule, String header);

  /** Returns a rule that sends copies of what it takes to the backend too. */
  Fields mirroring(Fields rule, Fields backend);

  /** Returns a rule without copies to Services of these names. */
  Fields withoutMirror(Fields rule, Predicate<String> service);

  /** Says what keeps a rule from sending copies to one more Service; empty when nothing does. */
  default Optional<String> refusesMirror(Fields rule) {
    return Optional.empty();
  }

  /** Returns the Services that get traffic past the rules, which nothing here can switch. */
  default List<String> beside(Fields spec) {
    return List.of();
  }

  /**
   * Tells whether the controller has taken over what was read; done with a clause for messages.
   *
   * @param generation the object's generation
   */
  Progress<String> accepted(long generation, Fields status);
}
