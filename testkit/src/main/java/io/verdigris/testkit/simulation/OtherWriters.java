package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.verdigris.Application;
import io.verdigris.Colour;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** People and controllers that write to the application's objects. */
final class OtherWriters {
  private static final String PERSON = "kubectl";
  private static final String RECONCILER = "reconciler";
  private static final String COLOUR = "color";
  private static final Duration SYNC = Duration.ofSeconds(15);
  private static final Duration RECONCILE = Duration.ofSeconds(20);
  private static final int WANTED = Simulation.REPLICAS + 1;

  private final Simulation simulation;
  private final Application web;

  OtherWriters(Simulation simulation) {
    this.simulation = simulation;
    web = simulation.application();
  }

  void selectTheOther() {
    String other = simulation.live().orElse(Colour.GREEN).other().label();
    select(selector -> selector.put(COLOUR, other));
  }

  void select(Consumer<Map<String, String>> edit) {
    select(PERSON, edit);
  }

  private void select(String by, Consumer<Map<String, String>> edit) {
    simulation.editService(
        by,
        service -> {
          var selector = new TreeMap<>(service.getSpec().getSelector());
          edit.accept(selector);
          return new ServiceBuilder(service).editSpec().withSelector(selector).endSpec().build();
        });
  }

  void label() {
    simulation.editService(
        PERSON,
        service ->
            new ServiceBuilder(service)
                .editMetadata()
                .addToLabels("team", "checkout")
                .addToAnnotations("note", "by hand")
                .endMetadata()
                .build());
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

  void remake(boolean marked) {
    simulation.shake();
    var client = simulation.other(PERSON);
    var place = client.services().inNamespace(web.namespace()).withName(web.service());
    Service old = place.get();
    var deleted = place.delete();
    simulation.trace().add(() -> "  deleted " + deleted.size());
    var anew =
        new ServiceBuilder()
            .withNewMetadata()
            .withNamespace(web.namespace())
            .withName(web.service())
            .withLabels(marked ? old.getMetadata().getLabels() : Map.of())
            .withAnnotations(marked ? old.getMetadata().getAnnotations() : Map.of())
            .endMetadata()
            .withNewSpec()
            .withSelector(old.getSpec().getSelector())
            .withPorts(old.getSpec().getPorts())
            .endSpec();
    client.resource(anew.build()).create();
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
      select(RECONCILER, selector -> selector.put(COLOUR, Colour.BLUE.label()));
    }
    if (simulation.desired(Colour.BLUE) != Simulation.REPLICAS) {
      simulation.scale(RECONCILER, Colour.BLUE, Simulation.REPLICAS);
    }
    var unused = simulation.time().schedule(this::reapply, RECONCILE);
  }
}
