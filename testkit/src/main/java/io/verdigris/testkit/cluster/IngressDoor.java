package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Answers requests by their host and path as the cluster's Ingresses say: each request goes to a
 * ready pod of the Service behind, whatever connection it came on.
 */
final class IngressDoor implements HttpListener.Handler, Controllers.Follower {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final EventLoop loop;
  private final ServiceProxy proxy;
  private final Map<String, Ingress> ingresses = new ConcurrentHashMap<>();
  private final CanarySplit split = new CanarySplit();
  private final Map<String, Service> services = new ConcurrentHashMap<>();

  IngressDoor(EventLoop loop, ServiceProxy proxy) {
    this.loop = loop;
    this.proxy = proxy;
  }

  @Override
  public void changed(HasMetadata object, boolean deleted) {
    if (object instanceof Ingress ingress) {
      changed(ingress, deleted);
    } else if (object instanceof Service service) {
      changed(service, deleted);
    }
  }

  private void changed(Ingress ingress, boolean deleted) {
    var meta = ingress.getMetadata();
    keep(ingresses, meta.getNamespace() + "/" + meta.getName(), ingress, deleted);
  }

  private void changed(Service service, boolean deleted) {
    var meta = service.getMetadata();
    keep(services, meta.getNamespace() + "/" + meta.getName(), service, deleted);
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
    Optional<IngressRoute> route = IngressRoute.find(ingresses.values(), request);
    if (route.isEmpty()) {
      answer.accept(HttpMessage.text(404, "default backend - 404\n"));
      return;
    }
    Optional<InetSocketAddress> pod = pod(route.get(), request);
    if (pod.isEmpty()) {
      answer.accept(HttpMessage.text(503, "503 Service Temporarily Unavailable\n"));
      return;
    }
    HttpMessage forwarded = request.forwarded().with("X-Forwarded-Proto", "http");
    var unused =
        HttpCall.send(loop, pod.get(), forwarded, LIMIT)
            .whenComplete((reply, failure) -> answer.accept(orBadGateway(reply, failure)));
  }

  private static HttpMessage orBadGateway(HttpMessage reply, Throwable failure) {
    return failure == null ? reply.forwarded() : HttpMessage.text(502, "502 Bad Gateway\n");
  }

  /** As with ingress-nginx, no pod is reached by a canary while the primary has none. */
  private Optional<InetSocketAddress> pod(IngressRoute route, HttpMessage request) {
    Optional<InetSocketAddress> primary = pod(route);
    return primary.isEmpty()
        ? primary
        : split.canary(ingresses.values(), route, request).flatMap(this::pod).or(() -> primary);
  }

  private Optional<InetSocketAddress> pod(IngressRoute route) {
    IngressBackend backend = route.backend();
    if (backend.getService() == null) {
      return Optional.empty();
    }
    String name = backend.getService().getName();
    return Optional.ofNullable(services.get(route.namespace() + "/" + name))
        .flatMap(service -> portName(service, backend))
        .flatMap(port -> proxy.choose(route.namespace(), name, port));
  }

  /** A backend names a Service's port by name or number; slices know it by name. */
  private static Optional<String> portName(Service service, IngressBackend backend) {
    var wanted = backend.getService().getPort();
    return Pods.orEmpty(service.getSpec().getPorts()).stream()
        .filter(
            p ->
                wanted == null
                    || (wanted.getNumber() != null && wanted.getNumber().equals(p.getPort()))
                    || (wanted.getName() != null && wanted.getName().equals(p.getName())))
        .map(IngressDoor::nameOf)
        .findFirst();
  }

  private static String nameOf(ServicePort port) {
    return port.getName() == null ? "" : port.getName();
  }
}
