package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.testkit.cluster.IngressRoute.Backend;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Answers requests by their host, path and header as the cluster's Ingresses, HTTPRoutes and
 * HTTPProxies say: each request goes to a ready pod of a Service behind, whatever connection it
 * came on.
 */
final class IngressDoor implements HttpListener.Handler, Controllers.Follower {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Multiples of the golden ratio, of which the whole part is left out, lie evenly. */
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private final EventLoop loop;
  private final ServiceProxy proxy;
  private final Map<String, List<IngressRoute>> routes = new ConcurrentHashMap<>();
  private final Map<String, Service> services = new ConcurrentHashMap<>();
  private final CanarySplit split = new CanarySplit();
  private final AtomicLong answered = new AtomicLong();

  IngressDoor(EventLoop loop, ServiceProxy proxy) {
    this.loop = loop;
    this.proxy = proxy;
  }

  @Override
  public void changed(HasMetadata object, boolean deleted) {
    var meta = object.getMetadata();
    String name = meta.getNamespace() + "/" + meta.getName();
    String kind = object.getKind() + " ";
    if (object instanceof Ingress ingress) {
      boolean canary = CanarySplit.isCanary(ingress);
      keep(routes, kind + name, IngressRoute.of(ingress), deleted || canary);
      split.keep(name, ingress, deleted || !canary);
    } else if (object instanceof HTTPRoute route) {
      keep(routes, kind + name, WeightedRoutes.ofRoute(Json.tree(route)), deleted);
    } else if (object instanceof HTTPProxy proxy) {
      keep(routes, kind + name, WeightedRoutes.ofProxy(Json.tree(proxy)), deleted);
    } else if (object instanceof Service service) {
      keep(services, name, service, deleted);
    }
  }

  private static <T> void keep(Map<String, T> known, String key, T object, boolean deleted) {
    if (deleted) {
      known.remove(key);
    } else {
      known.put(key, object);
    }
  }

  @Override
  public void handle(HttpMessage request, Consumer<HttpMessage> answer) {
    Optional<IngressRoute> found = IngressRoute.find(routes.values(), request);
    if (found.isEmpty()) {
      answer.accept(HttpMessage.text(404, "default backend - 404\n"));
      return;
    }
    IngressRoute route = found.get();
    HttpMessage forwarded = request.forwarded().with("X-Forwarded-Proto", "http");
    route.mirrors().forEach(mirror -> pod(route, mirror).ifPresent(pod -> copy(pod, forwarded)));
    Optional<InetSocketAddress> pod = pod(route, request);
    if (pod.isEmpty()) {
      answer.accept(HttpMessage.text(503, "503 Service Temporarily Unavailable\n"));
      return;
    }
    var unused =
        send(pod.get(), forwarded)
            .whenComplete((reply, failure) -> answer.accept(orBadGateway(reply, failure)));
  }

  /** Spreads requests evenly, each time in the same way. */
  private double next() {
    return answered.getAndIncrement() * GOLDEN % 1;
  }

  /** Sends a copy, whatever is answered. */
  private void copy(InetSocketAddress pod, HttpMessage request) {
    var unused = send(pod, request);
  }

  private CompletableFuture<HttpMessage> send(InetSocketAddress pod, HttpMessage request) {
    return HttpCall.send(loop, pod, request, LIMIT);
  }

  private static HttpMessage orBadGateway(HttpMessage reply, Throwable failure) {
    return failure == null ? reply.forwarded() : HttpMessage.text(502, "502 Bad Gateway\n");
  }

  /** As with ingress-nginx, no pod is reached by a canary while the primary has none. */
  private Optional<InetSocketAddress> pod(IngressRoute route, HttpMessage request) {
    Optional<InetSocketAddress> primary = route.backend(next()).flatMap(b -> pod(route, b));
    return primary.isEmpty()
        ? primary
        : split
            .canary(route, request)
            .flatMap(canary -> canary.backend(0).flatMap(b -> pod(canary, b)))
            .or(() -> primary);
  }

  private Optional<InetSocketAddress> pod(IngressRoute route, Backend backend) {
    return Optional.ofNullable(services.get(route.namespace() + "/" + backend.service()))
        .flatMap(service -> portName(service, backend.port()))
        .flatMap(port -> proxy.choose(route.namespace(), backend.service(), port));
  }

  /** A backend names a Service's port by name or number; slices know it by name. */
  private static Optional<String> portName(Service service, String wanted) {
    return Pods.orEmpty(service.getSpec().getPorts()).stream()
        .filter(
            p ->
                wanted.isEmpty()
                    || wanted.equals(String.valueOf(p.getPort()))
                    || wanted.equals(p.getName()))
        .map(IngressDoor::nameOf)
        .findFirst();
  }

  private static String nameOf(ServicePort port) {
    return port.getName() == null ? "" : port.getName();
  }
}
