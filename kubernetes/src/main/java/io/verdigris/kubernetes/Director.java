package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.spi.ForeignChangeException;
import java.util.Optional;
import java.util.function.BiFunction;

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

  /**
   * Returns what reads an object of this kind. One that directs traffic to no single colour counts
   * as directing it to each.
   *
   * @param read tells what an object says about an application's traffic
   */
  public static <T extends HasMetadata> Reader reader(
      ApiServer api, Class<T> type, BiFunction<T, Application, RoutingObject<T>> read) {
    return (application, name, colour) -> {
      RoutingObject<T> there =
          api.get(type, application.namespace(), name)
              .map(object -> read.apply(object, application))
              .orElseThrow(() -> gone(HasMetadata.getKind(type), application, name));
      return there.serves(colour)
          ? Optional.of(Fences.describe(there.object()) + " " + there.says())
          : Optional.empty();
    };
  }

  private static ForeignChangeException gone(String kind, Application application, String name) {
    return new ForeignChangeException(
        kind
            + " "
            + application.namespace()
            + "/"
            + name
            + ", which directs the traffic of "
            + application
            + ", is gone; what is live cannot be told");
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

  /**
   * Puts the fence on the application's stable Service, and notes there that this directs its
   * traffic: so no other switcher, nor whoever takes a colour away, mistakes its selector for the
   * truth.
   *
   * @return the Service as it is with that
   * @throws ForeignChangeException when it is gone, or something else directs its traffic
   * @throws io.verdigris.spi.OwnershipLostException when it carries a higher fence
   */
  public Service claim(ApiServer api, Application application, long fence) {
    Service stable =
        api.get(Service.class, application.namespace(), application.service())
            .flatMap(service -> Fences.claim(api, Service.class, service, fence))
            .orElseThrow(
                () -> new ForeignChangeException("Service " + application + " was deleted"));
    return noted(api, stable, fence);
  }

  /**
   * Notes this on the application's stable Service unless it is there already.
   *
   * @param stable the Service as it is, with the fence
   * @return the Service as it is with the note
   * @throws ForeignChangeException when something else directs its traffic
   */
  public Service noted(ApiServer api, Service stable, long fence) {
    Optional<Director> before = of(stable);
    if (before.isEmpty()) {
      return Fences.write(api, Service.class, stable, fence, this::note);
    }
    if (!before.get().equals(this)) {
      throw new ForeignChangeException(
          before.get()
              + " directs the traffic of "
              + stable.getMetadata().getNamespace()
              + "/"
              + stable.getMetadata().getName()
              + ", not "
              + this
              + "; once it names neither colour any more, remove annotation "
              + before.get().annotation()
              + " from "
              + Fences.describe(stable));
    }
    return stable;
  }

  private void note(FencedPatch patch) {
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
