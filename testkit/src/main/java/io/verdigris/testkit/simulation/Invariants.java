package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Colour;
import io.verdigris.testkit.cluster.ClusterChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What must hold whatever happens (I1 to I4), looked at whenever a process has changed something;
 * what others change is taken note of.
 *
 * <p>No request tests two objects. So it is no violation of I1 when a process takes away a colour
 * that somebody else has made live since the process sent its request before: it could not have
 * seen that. It has to give the pods back; that is for the test of such a change to look at. Nor is
 * it one of I2 when the last ready pod dies between the look at the slices and the switch.
 */
final class Invariants {
  private static final String FENCE = "verdigris.io/fence";
  private static final String EPOCH = "verdigris.io/epoch";

  /** How many requests a switch is: a look at the object that directs traffic, and the patch. */
  private static final int SWITCH = 2;

  /** How many it is to direct traffic to both: a look at the pods and the object comes before. */
  private static final int SHARE = 4;

  private final Simulation simulation;
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Long> fences = new HashMap<>();
  private final Map<Colour, Set<String>> verified = new EnumMap<>(Colour.class);
  private Optional<Colour> wayBack = Optional.empty();
  private Map<String, Integer> movedByOthers = Map.of();
  private Map<String, Integer> shaken = Map.of();
  private String phase = "";
  private int switches;
  private boolean shared;

  Invariants(Simulation simulation) {
    this.simulation = simulation;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  int switches() {
    return switches;
  }

  /** Takes note that a colour's pods, and so their template, were found healthy. */
  void verified(Colour colour, List<String> pods) {
    verified.put(colour, templates(pods));
  }

  /** Returns the names of the pods' ReplicaSets, of which each has one template. */
  private static Set<String> templates(Collection<String> pods) {
    return pods.stream()
        .map(name -> name.substring(0, name.lastIndexOf('-')))
        .collect(Collectors.toSet());
  }

  /** Takes note that somebody else changes what counts. */
  void shaken() {
    shaken = simulation.calls();
  }

  void violated(String id, String what) {
    String violation = id + ": " + what;
    simulation.trace().add(() -> "VIOLATION " + violation);
    violations.add(violation);
  }

  void changed(ClusterChange change) {
    boolean ours = simulation.isProcess(change.writer());
    if (isLedger(change)) {
      ledgerChanged(change, ours);
    } else if (isCalled(change, HasMetadata.getKind(simulation.directing().type()))) {
      directed(change, ours);
    } else if (isCalled(change, "Service") && ours) {
      checkFence(change);
    } else if (change.kind().equals("Deployment") && ours) {
      deploymentChanged(change);
    }
  }

  private boolean isLedger(ClusterChange change) {
    return change.kind().equals("ConfigMap")
        && change.name().equals("verdigris-" + simulation.application().service());
  }

  private boolean isCalled(ClusterChange change, String kind) {
    return change.kind().equals(kind) && change.name().equals(simulation.application().service());
  }

  // ---- I4: of two processes one's writes are all refused

  private void ledgerChanged(ClusterChange change, boolean ours) {
    long fence = number(change.after().path("data").path("fence"));
    long before = change.before().map(b -> number(b.path("data").path("fence"))).orElse(0L);
    if (!ours || change.deleted()) {
      return;
    }
    phase = change.after().path("data").path("state.phase").asString("");
    if (fence < before) {
      violated(
          "I4", change.writer() + " set the ledger's fence back from " + before + " to " + fence);
    } else if (fence > before) {
      fences.put(change.writer(), fence);
    } else if (fence != fences.getOrDefault(change.writer(), 0L) && statesDiffer(change)) {
      violated("I4", change.writer() + " wrote the state of a ledger that it does not own");
    }
  }

  private static boolean statesDiffer(ClusterChange change) {
    JsonNode before = change.before().map(b -> b.path("data")).orElse(change.after());
    JsonNode after = change.after().path("data");
    return after
            .propertyStream()
            .anyMatch(
                e ->
                    e.getKey().startsWith("state.") && !e.getValue().equals(before.get(e.getKey())))
        || !after.path("owner").equals(before.path("owner"));
  }

  private void checkFence(ClusterChange change) {
    long there = change.before().map(b -> annotation(b, FENCE)).orElse(0L);
    long own = fences.getOrDefault(change.writer(), 0L);
    if (there > own) {
      violated(
          "I4",
          change.writer()
              + " with fence "
              + own
              + " changed "
              + change.kind()
              + " "
              + change.name()
              + ", which carries fence "
              + there);
    }
  }

  // ---- I2: traffic goes only to what is verified, or ready on the way back

  private void directed(ClusterChange change, boolean ours) {
    Map<Colour, Integer> before =
        change.before().map(simulation.directing()::parts).orElse(Map.of());
    Map<Colour, Integer> after =
        change.deleted() ? Map.of() : simulation.directing().parts(change.after());
    boolean moved = !before.equals(after);
    if (moved) {
      simulation
          .trace()
          .add(() -> "  " + change.kind() + " directs traffic to " + after + ", by " + who(change));
    }
    if (ours) {
      checkFence(change);
    }
    if (ours && moved) {
      moved(change, new Move(before, after));
    } else if (moved) {
      shared = false;
      wayBack = Optional.empty();
      movedByOthers = simulation.calls();
    }
  }

  private static String who(ClusterChange change) {
    return change.writer().isEmpty() ? "a controller" : change.writer();
  }

  /** One change of the parts of traffic that colours have. */
  private record Move(Map<Colour, Integer> before, Map<Colour, Integer> after) {
    /** Where colours are not told apart, whichever had no traffic has some. */
    Set<Colour> gaining() {
      return Stream.of(Colour.values())
          .filter(
              c ->
                  after.isEmpty()
                      ? !before.containsKey(c)
                      : after.getOrDefault(c, 0) > before.getOrDefault(c, 0))
          .collect(Collectors.toSet());
    }
  }

  private void moved(ClusterChange change, Move move) {
    switches++;
    long epochBefore = change.before().map(b -> label(b, EPOCH)).orElse(0L);
    long epoch = label(change.after(), EPOCH);
    if (epoch <= epochBefore) {
      violated("I2", "the epoch went from " + epochBefore + " to " + epoch);
    }
    Optional<Colour> before = Directing.only(move.before());
    Optional<Colour> after = Directing.only(move.after());
    boolean apart = shared;
    shared = after.isEmpty() && (phase.equals("COMPARE") || phase.equals("SHIFT"));
    if (shared) {
      move.gaining().forEach(colour -> joined(change, colour));
      wayBack = phase.equals("SHIFT") ? before.or(() -> wayBack) : wayBack;
      return;
    } else if (after.isEmpty()) {
      violated("I2", "nothing but " + move.after() + " has traffic in " + phase);
      return;
    }
    // where others moved traffic, the phase alone tells which way this goes
    boolean back = wayBack.map(after.get()::equals).orElse(phase.equals("ROLL_BACK"));
    Colour to = after.get();
    Set<String> ready = simulation.ready(to);
    if (ready.isEmpty() && sentSince(shaken, change.writer()) <= SWITCH) {
      simulation.trace().add(() -> "  its last ready pod died since the look before the switch");
    } else if (ready.isEmpty()) {
      violated("I2", to + " was selected while its slices showed no ready pod");
    } else if (!back && !apart && !simulation.wasShaken()) {
      if (ready.size() < simulation.desired(to)) {
        violated(
            "I2",
            to + " was selected with " + ready.size() + " ready pods of " + simulation.desired(to));
      }
      checkVerified(to, ready);
    }
    wayBack = back ? Optional.empty() : before.or(() -> wayBack);
  }

  private void checkVerified(Colour to, Set<String> ready) {
    if (!verified.getOrDefault(to, Set.of()).containsAll(templates(ready))) {
      violated("I2", to + " was selected, but of " + ready + " not all were verified");
    }
  }

  private void joined(ClusterChange change, Colour colour) {
    Set<String> ready = simulation.ready(colour);
    if (ready.isEmpty() && sentSince(shaken, change.writer()) <= SHARE) {
      simulation.trace().add(() -> "  its last ready pod died since the look before the switch");
    } else if (ready.isEmpty()) {
      violated("I2", colour + " was selected beside the other while no pod of it was ready");
    } else if (phase.equals("SHIFT") && !simulation.wasShaken()) {
      checkVerified(colour, ready);
    }
  }

  // ---- I1 and I3: what is live is never taken away, nor the way back

  private void deploymentChanged(ClusterChange change) {
    Optional<Colour> colour = change.before().flatMap(Invariants::colourOfPods);
    checkFence(change);
    if (colour.isEmpty()) {
      return;
    }
    JsonNode before = change.before().orElseThrow();
    int from = before.path("spec").path("replicas").asInt(1);
    int to = change.deleted() ? 0 : change.after().path("spec").path("replicas").asInt(1);
    boolean other = from > 0 && !template(before).equals(template(change.after()));
    if (to != from || other) {
      simulation
          .trace()
          .add(
              () ->
                  "  Deployment "
                      + change.name()
                      + " "
                      + from
                      + " -> "
                      + to
                      + (other ? ", another template" : "")
                      + ", by "
                      + who(change));
    }
    if (to >= from && !other) {
      return;
    }
    String what =
        change.writer()
            + " took "
            + change.name()
            + " from "
            + from
            + " to "
            + to
            + (other ? " with another template" : "");
    boolean live = shared || simulation.parts().containsKey(colour.get());
    if (live && isUnseen(change.writer())) {
      simulation.trace().add(() -> "  " + what + ", live since less than a request");
    } else if (live) {
      violated("I1", what + " while it is live");
    } else if (wayBack.equals(colour) && !phase.equals("DECOMMISSION")) {
      violated("I3", what + " in " + phase + " although it is the way back");
    }
  }

  /** Tells whether others moved traffic after the writer's last request but this was sent. */
  private boolean isUnseen(String writer) {
    return sentSince(movedByOthers, writer) <= 1;
  }

  private int sentSince(Map<String, Integer> then, String writer) {
    Integer sent = then.get(writer);
    return sent == null ? Integer.MAX_VALUE : simulation.calls().getOrDefault(writer, 0) - sent;
  }

  private static JsonNode template(JsonNode deployment) {
    return deployment.path("spec").path("template");
  }

  static Optional<Colour> colourOfPods(JsonNode deployment) {
    return Colour.ofLabel(
        template(deployment).path("metadata").path("labels").path(BySelector.COLOUR).asString(""));
  }

  private static long annotation(JsonNode object, String key) {
    return number(object.path("metadata").path("annotations").path(key));
  }

  private static long label(JsonNode object, String key) {
    return number(object.path("metadata").path("labels").path(key));
  }

  private static long number(JsonNode node) {
    String text = node.asString("");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
