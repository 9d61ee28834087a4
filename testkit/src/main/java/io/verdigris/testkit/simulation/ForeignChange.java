package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Colour;

/** What somebody else does to the objects of a rollout while it is under way. */
public enum ForeignChange {
  /** Someone directs traffic to the other colour, whichever that is. */
  SELECTS_THE_OTHER_COLOUR,
  /** Someone takes the colour out of the selector, which then matches both; or out of a route. */
  DROPS_THE_COLOUR,
  /** Someone has what directs traffic at the edge give both colours some. */
  DIRECTS_TO_BOTH,
  /** Someone adds a rule at the edge, in front of the application's own. */
  ADDS_A_RULE,
  /** Someone labels and annotates what directs traffic. */
  LABELS_THE_ROUTE,
  /** Someone deletes what directs traffic. */
  DELETES_THE_ROUTE,
  /** Someone deletes what directs traffic and makes it anew as it was: only its uid is another. */
  REMAKES_THE_ROUTE,
  /** Someone deletes what directs traffic and makes it anew without labels and annotations. */
  REMAKES_THE_ROUTE_WITHOUT_MARKS,
  /** Someone adds a key to the selector that no pod has, so that nothing is selected. */
  ADDS_A_KEY_OF_NO_POD,
  /** Someone adds a key to the selector that all pods have. */
  ADDS_A_KEY_OF_ALL_PODS,
  /** Someone labels and annotates the Service. */
  LABELS_THE_SERVICE,
  /** Someone deletes green's Deployment. */
  DELETES_GREEN,
  /** Someone deletes blue's Deployment. */
  DELETES_BLUE,
  /** Someone gives green two more pods. */
  SCALES_GREEN_UP,
  /** Someone takes all pods of green but one. */
  SCALES_GREEN_DOWN,
  /** Someone takes all pods of green. */
  SCALES_GREEN_TO_ZERO,
  /** Someone gives blue two more pods. */
  SCALES_BLUE_UP,
  /** Someone takes all pods of blue but one. */
  SCALES_BLUE_DOWN,
  /** Someone takes all pods of blue. */
  SCALES_BLUE_TO_ZERO,
  /** Someone writes a phase into the ledger that there is not. */
  EDITS_THE_STATE,
  /** Someone writes an owner into the ledger that there is not. */
  EDITS_THE_OWNER,
  /** Someone sets the ledger's fence back. */
  EDITS_THE_FENCE,
  /** Someone deletes the ledger. */
  DELETES_THE_LEDGER,
  /** Someone deletes the Service and makes it anew as it was: only its uid is another. */
  REMAKES_THE_SERVICE,
  /** Someone deletes the Service and makes it anew without labels and annotations. */
  REMAKES_THE_SERVICE_WITHOUT_MARKS,
  /** An autoscaler wants three pods of blue as long as it has any. */
  AUTOSCALES_BLUE,
  /** An autoscaler wants three pods of green as long as it has any. */
  AUTOSCALES_GREEN,
  /** A reconciler directs traffic to blue and sets blue to its size, every 20 s. */
  REAPPLIES_ITS_MANIFEST;

  /** Makes it, now; what goes on for longer begins now. */
  public void make(Simulation simulation) {
    simulation.trace().add(() -> "somebody " + this);
    var others = new OtherWriters(simulation);
    Class<? extends HasMetadata> route = simulation.directing().type();
    switch (this) {
      case SELECTS_THE_OTHER_COLOUR -> others.directToTheOther();
      case DROPS_THE_COLOUR -> others.directToNeither();
      case DIRECTS_TO_BOTH -> others.directToBoth();
      case ADDS_A_RULE -> others.addRule();
      case LABELS_THE_ROUTE -> others.label(route);
      case DELETES_THE_ROUTE -> others.deleted(route);
      case REMAKES_THE_ROUTE -> others.remake(route, true);
      case REMAKES_THE_ROUTE_WITHOUT_MARKS -> others.remake(route, false);
      case ADDS_A_KEY_OF_NO_POD -> others.select("canary", "yes");
      case ADDS_A_KEY_OF_ALL_PODS -> others.select("tier", "front");
      case LABELS_THE_SERVICE -> others.label(Service.class);
      case DELETES_GREEN -> others.delete(Colour.GREEN);
      case DELETES_BLUE -> others.delete(Colour.BLUE);
      case SCALES_GREEN_UP -> others.scale(Colour.GREEN, Simulation.REPLICAS + 2);
      case SCALES_GREEN_DOWN -> others.scale(Colour.GREEN, 1);
      case SCALES_GREEN_TO_ZERO -> others.scale(Colour.GREEN, 0);
      case SCALES_BLUE_UP -> others.scale(Colour.BLUE, Simulation.REPLICAS + 2);
      case SCALES_BLUE_DOWN -> others.scale(Colour.BLUE, 1);
      case SCALES_BLUE_TO_ZERO -> others.scale(Colour.BLUE, 0);
      case EDITS_THE_STATE -> others.ledger(data -> data.put("state.phase", "SOMEWHERE"));
      case EDITS_THE_OWNER -> others.ledger(data -> data.put("owner", "nobody"));
      case EDITS_THE_FENCE -> others.ledger(data -> data.put("fence", "0"));
      case DELETES_THE_LEDGER -> others.deleteLedger();
      case REMAKES_THE_SERVICE -> others.remake(Service.class, true);
      case REMAKES_THE_SERVICE_WITHOUT_MARKS -> others.remake(Service.class, false);
      case AUTOSCALES_BLUE -> others.autoscale(Colour.BLUE);
      case AUTOSCALES_GREEN -> others.autoscale(Colour.GREEN);
      case REAPPLIES_ITS_MANIFEST -> others.reapply();
    }
  }
}
