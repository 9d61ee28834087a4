package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Application;
import io.verdigris.Colour;
import java.util.Optional;

/**
 * What directs an application's traffic instead of its stable Service's selector, as that Service
 * says.
 *
 * @param switcher the id of the switcher that moves it
 * @param object the object's name, in the application's namespace
 */
public record Director(String switcher, String object) {
  private static final String BY_INGRESS = "ingress-backend";

  /** Tells of an object that directs traffic whether it directs any to a colour. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads it.
     *
     * @return how it does, such as {@code Ingress shop/web directs shop.example/ to web-blue};
     *     empty when it does not
     * @throws io.verdigris.spi.ForeignChangeException when that cannot be told, as when it is gone
     */
    Optional<String> directs(Application application, String object, Colour colour);
  }

  /** Reads it from a stable Service; empty where the selector directs. */
  public static Optional<Director> of(Service stable) {
    String ingress = Fences.annotation(stable, Marks.INGRESS);
    if (!ingress.isEmpty()) {
      return Optional.of(new Director(BY_INGRESS, ingress));
    }
    String[] parts = Fences.annotation(stable, Marks.DIRECTED).split("/", 2);
    return parts.length < 2 ? Optional.empty() : Optional.of(new Director(parts[0], parts[1]));
  }

  /** Notes it on the stable Service. */
  public void note(FencedPatch patch) {
    if (switcher.equals(BY_INGRESS)) {
      patch.annotate(Marks.INGRESS, object);
    } else {
      patch.annotate(Marks.DIRECTED, this.toString());
    }
  }

  /** Returns the annotation that names it. */
  public String annotation() {
    return switcher.equals(BY_INGRESS) ? Marks.INGRESS : Marks.DIRECTED;
  }

  @Override
  public String toString() {
    return switcher + "/" + object;
  }
}
