package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A primary and its canary as an API server with ingress-nginx answers them. */
record Canaries(Ingress primary, Ingress canary) {
  static final String PREFIX = "nginx.ingress.kubernetes.io/canary";
  static final String WEIGHT = PREFIX + "-weight";

  static Canaries recorded() {
    try (InputStream in = Canaries.class.getResourceAsStream("ingress-nginx.yaml")) {
      List<Ingress> ingresses = new KubernetesSerialization().unmarshal(in);
      return new Canaries(ingresses.get(0), ingresses.get(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the canary's annotations. */
  Canaries annotated(Consumer<Map<String, String>> change) {
    change.accept(canary.getMetadata().getAnnotations());
    return this;
  }

  Canaries weighing(int weight) {
    return annotated(a -> a.put(WEIGHT, Integer.toString(weight)));
  }

  /** Lets all backends of an Ingress that name a colour name this one's Service. */
  static void name(Ingress ingress, String service) {
    ingress.getSpec().getRules().get(0).getHttp().getPaths().stream()
        .map(path -> path.getBackend().getService())
        .filter(s -> s.getName().startsWith("web-"))
        .forEach(s -> s.setName(service));
  }

  CanaryReading reading(Map<String, String> settings) {
    return CanaryKind.of(new TreeMap<>(settings), namespace -> List.of(primary, canary))
        .read(canary, Ingresses.WEB);
  }

  CanaryReading reading() {
    return reading(Map.of());
  }
}
