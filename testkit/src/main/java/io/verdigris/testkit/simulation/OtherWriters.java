package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.verdigris.Application;
import io.verdigris.Colour;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** People and controllers that write to the application's objects. */
final class OtherWriters {
  private static final String PERSON = "kubectl";
  private static final String RECONCILER = "reconciler";
  private static final int ALL = 100;
  private static final List<String> GIVEN =
      List.of("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields");
  private static final Duration SYNC = Duration.ofSeconds(15);
  private static final Duration RECONCILE = Duration.ofSeconds(20);
  private static final int WANTED = Simulation.REPLICAS + 1;

  private final Simulation simulation;
  private final Application web;
  private final Directing directing;

  OtherWriters(Simulation simulation) {
    this.simulation = simulation;
    web = simulation.application();
    directing = simulation.directing();
  }

  void directToTheOther() {
    direct(PERSON, simulation.live().orElse(Colour.GREEN).other());
  }

  private void direct(String by, Colour colour) {
    direct(by, Map.of(colour, ALL));
  }

  void directToBoth() {
    direct(PERSON, new EnumMap<>(Map.of(Colour.BLUE, ALL / 2, Colour.GREEN, ALL / 2)));
  }

  void directToNeither() {
    direct(PERSON, Map.of());
  }

  private void direct(String by, Map<Colour, Integer> parts) {
    simulation.edit(by, directing.type(), object -> directing.direct(object, parts));
  }

  void addRule() {
    simulation.edit(PERSON, directing.type(), directing::addRule);
  }

  void select(String key, String value) {
    simulation.edit(
        PERSON, Service.class, s -> ((ObjectNode) s.path("spec").path("selector")).put(key, value));
  }

  void label(Class<? extends HasMetadata> type) {
    simulation.edit(
        PERSON,
        type,
        object -> {
          var meta = (ObjectNode) object.path("metadata");
          meta.withObject("labels").put("team", "checkout");
          meta.withObject("annotations").put("note", "by hand");
        });
  }

  void scale(Colour colour, int replicas) {
    simulation.scale(PERSON, colour, replicas);
  }

  void delete(Colour colour) {
    simulation.shake();
    var unused =
        simulation
            .other(PERSON)
            .apps()
            .deployments()
            .inNamespace(web.namespace())
            .withName(web.service() + "-" + colour.label())
            .delete();
  }

  void ledger(Consumer<Map<String, String>> edit) {
    var unused =
        ledger()
            .edit(
                map -> {
                  edit.accept(map.getData());
                  return map;
                });
  }

  void deleteLedger() {
    var unused = ledger().delete();
  }

  private Resource<ConfigMap> ledger() {
    return simulation
        .other(PERSON)
        .configMaps()
        .inNamespace(web.namespace())
        .withName("verdigris-" + web.service());
  }

  /** Without what the server gives. */
  void remake(Class<? extends HasMetadata> type, boolean marked) {
    simulation
        .read(type)
        .ifPresent(
            object -> {
              deleted(type);
              var meta = (ObjectNode) object.path("metadata");
              meta.remove(GIVEN);
              object.remove("status");
              ((ObjectNode) object.path("spec")).remove(List.of("clusterIP", "clusterIPs"));
              if (!marked) {
                meta.remove(List.of("labels", "annotations"));
              }
              simulation.other(PERSON).resource(object.toString()).create();
            });
  }

  void deleted(Class<? extends HasMetadata> type) {
    simulation.shake();
    var unused =
        simulation
            .other(PERSON)
            .resources(type)
            .inNamespace(web.namespace())
            .withName(web.service())
            .delete();
  }

  /** Like a HorizontalPodAutoscaler, which leaves alone what has no pods. */
  void autoscale(Colour colour) {
    int now = simulation.desired(colour);
    if (now > 0 && now != WANTED) {
      simulation.scale("autoscaler", colour, WANTED);
    }
    var unused = simulation.time().schedule(() -> autoscale(colour), SYNC);
  }

  /** Like a GitOps controller, which writes only what differs from its manifest. */
  void reapply() {
    if (!simulation.live().equals(Optional.of(Colour.BLUE))) {
      direct(RECONCILER, Colour.BLUE);
    }
    if (simulation.desired(Colour.BLUE) != Simulation.REPLICAS) {
      simulation.scale(RECONCILER, Colour.BLUE, Simulation.REPLICAS);
    }
    var unused = simulation.time().schedule(this::reapply, RECONCILE);
  }
}
