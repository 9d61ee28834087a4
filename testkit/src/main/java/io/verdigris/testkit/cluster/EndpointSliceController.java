package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes the slices of each Service that selects pods: its labels, and up to 100 endpoints in each
 * slice. What changes in a slice is written in one update.
 */
final class EndpointSliceController implements ControlLoop.Controller {
  static final String SERVICE = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String CONTROLLER = "endpointslice-controller.k8s.io";
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final int MOST = 100;

  private final Inventory inventory;

  EndpointSliceController(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  public void sync(String namespace, String name) {
    inventory
        .get(Service.class, namespace, name)
        .filter(s -> !Pods.isTerminating(s) && hasSlices(s))
        .ifPresent(this::sync);
  }

  static boolean hasSlices(Service service) {
    return !Pods.orEmpty(service.getSpec().getSelector()).isEmpty()
        && !"ExternalName".equals(service.getSpec().getType());
  }

  private void sync(Service service) {
    List<EndpointSlice> spare = new ArrayList<>(inventory.ownedBy(EndpointSlice.class, service));
    var wanted = new ArrayList<Content>();
    endpoints(service)
        .forEach((ports, endpoints) -> wanted.addAll(contents(ports, endpoints, spare)));
    if (wanted.isEmpty()) {
      wanted.add(new Content(List.of(), List.of()));
    }
    for (Content content : wanted) {
      write(service, content, spare);
    }
    spare.forEach(inventory::delete);
  }

  /** Takes the slice that it was made for off the spare ones, or any other, before making one. */
  private void write(Service service, Content content, List<EndpointSlice> spare) {
    EndpointSlice reused =
        spare.stream()
            .filter(s -> content.slice.equals(s.getMetadata().getName()))
            .findFirst()
            .or(() -> spare.stream().filter(s -> content.slice.isEmpty()).findFirst())
            .orElse(null);
    if (reused == null) {
      inventory.create(slice(service, content));
      return;
    }
    spare.remove(reused);
    inventory.update(
        reused,
        s -> {
          s.getMetadata().setLabels(labels(service));
          s.setPorts(content.ports);
          s.setEndpoints(content.endpoints);
          return s;
        });
  }

  /** Fills the slices of these ports that are there, then new ones. */
  private static List<Content> contents(
      List<EndpointPort> ports, List<Endpoint> endpoints, List<EndpointSlice> there) {
    Map<String, Endpoint> left =
        endpoints.stream()
            .collect(
                Collectors.toMap(
                    EndpointSliceController::address,
                    Function.identity(),
                    (a, b) -> a,
                    LinkedHashMap::new));
    var contents = new ArrayList<Content>();
    for (EndpointSlice slice : there) {
      if (ports.equals(slice.getPorts())) {
        contents.add(Content.kept(slice, ports, left));
      }
    }
    contents.forEach(c -> c.fill(left));
    while (!left.isEmpty()) {
      var more = new Content(ports, new ArrayList<>());
      more.fill(left);
      contents.add(more);
    }
    contents.removeIf(c -> c.endpoints.isEmpty());
    return contents;
  }

  /** What a slice shall hold. */
  private static final class Content {
    private final String slice;
    private final List<EndpointPort> ports;
    private final List<Endpoint> endpoints;

    Content(List<EndpointPort> ports, List<Endpoint> endpoints) {
      this("", ports, endpoints);
    }

    private Content(String slice, List<EndpointPort> ports, List<Endpoint> endpoints) {
      this.slice = slice;
      this.ports = ports;
      this.endpoints = endpoints;
    }

    static Content kept(
        EndpointSlice slice, List<EndpointPort> ports, Map<String, Endpoint> wanted) {
      var content = new Content(slice.getMetadata().getName(), ports, new ArrayList<>());
      for (Endpoint endpoint : Pods.orEmpty(slice.getEndpoints())) {
        Endpoint still = wanted.remove(address(endpoint));
        if (still != null) {
          content.endpoints.add(still);
        }
      }
      return content;
    }

    void fill(Map<String, Endpoint> left) {
      var next = left.values().iterator();
      while (next.hasNext() && endpoints.size() < MOST) {
        endpoints.add(next.next());
        next.remove();
      }
    }
  }

  private static String address(Endpoint endpoint) {
    return endpoint.getAddresses().get(0);
  }

  private Map<List<EndpointPort>, List<Endpoint>> endpoints(Service service) {
    var byPorts = new LinkedHashMap<List<EndpointPort>, List<Endpoint>>();
    for (Pod pod : inventory.list(Pod.class, service.getMetadata().getNamespace())) {
      Map<String, String> labels = Pods.orEmpty(pod.getMetadata().getLabels());
      if (Pods.selects(service.getSpec().getSelector(), labels) && SliceEndpoints.isListed(pod)) {
        byPorts
            .computeIfAbsent(SliceEndpoints.ports(service, pod), p -> new ArrayList<>())
            .add(SliceEndpoints.of(service, pod));
      }
    }
    return byPorts;
  }

  private static EndpointSlice slice(Service service, Content content) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace(service.getMetadata().getNamespace())
        .withGenerateName(service.getMetadata().getName() + "-")
        .withLabels(labels(service))
        .withOwnerReferences(Inventory.ownership(service))
        .endMetadata()
        .withAddressType("IPv4")
        .withPorts(content.ports)
        .withEndpoints(content.endpoints)
        .build();
  }

  private static Map<String, String> labels(Service service) {
    var labels = new HashMap<>(Pods.orEmpty(service.getMetadata().getLabels()));
    labels.put(SERVICE, service.getMetadata().getName());
    labels.put(MANAGED_BY, CONTROLLER);
    if ("None".equals(service.getSpec().getClusterIP())) {
      labels.put(HEADLESS, "");
    } else {
      labels.remove(HEADLESS);
    }
    return labels;
  }
}
