package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.spi.Environment.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the slices of one Service say, which is what the data plane is told.
 *
 * @param service the Service
 * @param slices its slices
 */
public record Slices(String service, List<EndpointSlice> slices) {
  private static final String SERVICE = "kubernetes.io/service-name";

  /** Copies the list. */
  public Slices {
    slices = List.copyOf(slices);
  }

  /** Returns the name of the permanent Service of a colour. */
  public static String service(Application application, Colour colour) {
    return application.service() + "-" + colour.label();
  }

  /** Reads the slices of a Service. */
  public static Slices read(ApiServer api, String namespace, String service) {
    return new Slices(service, start(api, namespace, service).get().objects());
  }

  /**
   * Begins to read the slices of a Service, which are known then, so that another read goes on
   * beside it until they are asked for.
   */
  static Supplier<Slices> start(ClusterAccess cluster, String namespace, String service) {
    Supplier<ApiServer.Listing<EndpointSlice>> listing = start(cluster.api(), namespace, service);
    return () -> {
      ApiServer.Listing<EndpointSlice> read = listing.get();
      cluster.wakes().answeredSlices(namespace, service, read);
      return new Slices(service, read.objects());
    };
  }

  /** Returns the slices of a Service as they were lately, or reads them where that is not known. */
  public static Slices lately(ClusterAccess cluster, String namespace, String service) {
    return cluster
        .wakes()
        .slicesLately(namespace, service)
        .map(known -> new Slices(service, known))
        .orElseGet(() -> start(cluster, namespace, service).get());
  }

  private static Supplier<ApiServer.Listing<EndpointSlice>> start(
      ApiServer api, String namespace, String service) {
    String labels = ApiServer.selector(Map.of(SERVICE, service));
    return api.startListing(EndpointSlice.class, namespace, labels, slice -> true);
  }

  /** Returns the name of the Service that a slice belongs to. */
  static String owner(EndpointSlice slice) {
    return Fences.label(slice, SERVICE);
  }

  /** Returns the pods that take traffic, by name. */
  public List<Pod> ready() {
    var pods = new TreeMap<String, Pod>();
    endpoints()
        .filter(Slices::isReady)
        .forEach(e -> pods.putIfAbsent(name(e), new Pod(name(e), e.getAddresses().get(0))));
    return List.copyOf(pods.values());
  }

  /** Returns the names of the pods that take traffic. */
  public Set<String> readyNames() {
    return ready().stream().map(Pod::name).collect(Collectors.toSet());
  }

  /** Returns the names of the pods that are listed but take no traffic. */
  List<String> others() {
    return endpoints().filter(e -> !isReady(e)).map(Slices::name).distinct().sorted().toList();
  }

  /** Tells whether each slice carries the epoch, and there is one. */
  public boolean carry(long epoch) {
    return !slices.isEmpty()
        && slices.stream().allMatch(s -> Fences.label(s, Marks.EPOCH).equals(Long.toString(epoch)));
  }

  /** Returns the pods' port for a port of the Service. */
  OptionalInt port(Optional<String> portName) {
    return slices.stream()
        .flatMap(s -> orEmpty(s.getPorts()).stream())
        .filter(p -> portName.isEmpty() || portName.get().equals(nameOf(p)))
        .map(EndpointPort::getPort)
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  /** Returns what matters to a rollout that waits; it is equal while nothing of it changes. */
  static Object essence(EndpointSlice slice) {
    var alone = new Slices("", List.of(slice));
    return List.of(Fences.label(slice, Marks.EPOCH), alone.ready(), alone.others());
  }

  private Stream<Endpoint> endpoints() {
    return slices.stream()
        .flatMap(s -> orEmpty(s.getEndpoints()).stream())
        .filter(e -> !orEmpty(e.getAddresses()).isEmpty())
        .sorted(Comparator.comparing(Slices::name));
  }

  /** Unknown readiness counts as ready, as the API defines. */
  private static boolean isReady(Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    return conditions == null
        || (!Boolean.FALSE.equals(conditions.getReady())
            && !Boolean.TRUE.equals(conditions.getTerminating()));
  }

  private static String name(Endpoint endpoint) {
    var target = endpoint.getTargetRef();
    return target == null || target.getName() == null
        ? endpoint.getAddresses().get(0)
        : target.getName();
  }

  private static String nameOf(EndpointPort port) {
    return port.getName() == null ? "" : port.getName();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
