package io.verdigris.kubernetes;

/** The labels and annotations by which Verdigris knows its own. */
public final class Marks {
  /** Label with the number of the last switch, on the object that directs traffic. */
  public static final String EPOCH = "verdigris.io/epoch";

  /** Label on objects that Verdigris directs or made: {@code true}. */
  public static final String MANAGED = "verdigris.io/managed";

  /** Annotation with the fence of the last owner. */
  public static final String FENCE = "verdigris.io/fence";

  /**
   * Annotation with the id of the rollout that wrote last. On a Deployment PREPARE takes one away
   * that equals its own: it stems from a ledger that was deleted, after which numbers begin anew.
   */
  public static final String ROLLOUT = "verdigris.io/rollout";

  /** Annotation with the phase in which traffic was switched last. */
  public static final String PHASE = "verdigris.io/phase";

  /** Annotation with what directed traffic before the last switch, as JSON. */
  public static final String PREVIOUS = "verdigris.io/previous-selector";

  /** Annotation with the backends that a route named before the last switch, as JSON. */
  public static final String PREVIOUS_BACKENDS = "verdigris.io/previous-backends";

  /**
   * Annotation on a stable Service with the name of the Ingress that directs its application's
   * traffic, so that nothing takes the Service's selector for the truth.
   */
  public static final String INGRESS = "verdigris.io/directed-by-ingress";

  /**
   * Annotation on a stable Service with what else directs its application's traffic, as the
   * switcher's id and the object's name: {@code gateway-httproute/web}.
   */
  public static final String DIRECTED = "verdigris.io/directed-by";

  /**
   * Annotation on a stable Service with the names of the Services that are switched with it, each
   * but the first after a space.
   */
  public static final String ALSO = "verdigris.io/switched-with";

  /**
   * Annotation on a canary Ingress with the annotations that its controller reads, so that its
   * weight is understood without a spec's settings.
   */
  public static final String DIALECT = "verdigris.io/dialect";

  /**
   * Annotation on a stable Service: {@code off} lets a person past the guard that {@link
   * GuardPolicy} describes. Verdigris itself takes no notice of it.
   */
  public static final String GUARD = "verdigris.io/guard";

  /**
   * Annotation on a stable Service while its application becomes one of two colours, or an ordinary
   * one again: which of the two, and the ordinary Deployment's name, as {@code adopt web}. No
   * rollout begins meanwhile.
   */
  public static final String ADOPTION = "verdigris.io/adoption";

  /** Label on the ConfigMaps that hold ledgers: {@code true}. */
  public static final String LEDGER = "verdigris.io/ledger";

  /**
   * Annotation on a Deployment with the id of the rollout that its version failed in, so that no
   * rollback takes it for the version before.
   */
  public static final String FAILED = "verdigris.io/failed";

  /** In a colour's own Service's selector while no pod shall be reached by it: {@code true}. */
  static final String UNREACHED = "verdigris.io/unreached";

  /** Pod annotation with the rollout after which the pods were set apart for inspection. */
  static final String QUARANTINED = "verdigris.io/quarantined-at";

  private Marks() {}
}
