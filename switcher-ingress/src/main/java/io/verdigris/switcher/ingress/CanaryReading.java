package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.Slices;
import io.verdigris.spi.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a canary Ingress and its primary say about an application's traffic: the canary's colour
 * gets the share that its weight says, the primary's the rest.
 *
 * @param object the canary Ingress
 * @param primaries the Ingresses for the same hosts and paths; a single one when all is well
 * @param application the application
 * @param dialect the annotations that the controller reads
 * @param testers what lets testers through, by the role of the annotation that says so
 */
record CanaryReading(
    Ingress object,
    List<Ingress> primaries,
    Application application,
    CanaryDialect dialect,
    Map<String, String> testers)
    implements Route<Ingress> {
  private static final int PERCENT = 100;

  /** Copies the list. */
  CanaryReading {
    primaries = List.copyOf(primaries);
  }

  /** Returns the same with its primaries, which are among these Ingresses. */
  CanaryReading beside(List<Ingress> all) {
    Set<String> routes = routes(ours());
    List<Ingress> primaries =
        all.stream()
            .filter(i -> !Fences.describe(i).equals(Fences.describe(object)))
            .map(i -> new CanaryReading(i, List.of(), application, dialect, testers))
            .filter(i -> !i.isCanary() && routes(i.ours()).stream().anyMatch(routes::contains))
            .map(CanaryReading::object)
            .toList();
    return new CanaryReading(object, primaries, application, dialect, testers);
  }

  static Set<String> routes(List<Backend> backends) {
    return backends.stream().map(Backend::route).collect(Collectors.toSet());
  }

  /** Tells whether the controller takes it for a canary. */
  boolean isCanary() {
    return Fences.annotation(object, dialect.canary()).equals("true");
  }

  @Override
  public boolean isConcerned() {
    return isCanary() && !ours().isEmpty();
  }

  @Override
  public List<Backend> backends() {
    return Backend.of(object);
  }

  /** Returns the primary; empty when there is none, or not a single one. */
  Optional<Ingress> primary() {
    return primaries.size() == 1 ? Optional.of(primaries.get(0)) : Optional.empty();
  }

  /** Returns the backends of the primary that name a colour's own Service. */
  List<Backend> behindPrimary() {
    return primary().stream()
        .flatMap(p -> Backend.of(p).stream())
        .filter(b -> b.colour(application).isPresent())
        .toList();
  }

  /** Returns the one colour that the canary names. */
  Optional<Colour> canaryColour() {
    return Backend.only(ours(), application);
  }

  /** Returns the one colour that the primary names. */
  Optional<Colour> primaryColour() {
    return Backend.only(behindPrimary(), application);
  }

  /** Returns how many of {@link #total} requests the canary gets; empty when it does not say. */
  Optional<Integer> weight() {
    return number(Fences.annotation(object, dialect.weight())).filter(w -> w <= total());
  }

  /** Returns what number means all requests. */
  int total() {
    return dialect
        .total()
        .map(key -> Fences.annotation(object, key))
        .flatMap(CanaryReading::number)
        .orElse(PERCENT);
  }

  private static Optional<Integer> number(String text) {
    return text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  /** Both are named, by one Ingress each or both by the same. */
  private boolean isUnderstood() {
    return isCanary()
        && weight().isPresent()
        && canaryColour().isPresent()
        && primaryColour().isPresent();
  }

  @Override
  public Optional<Colour> colour() {
    if (!isUnderstood()) {
      return Optional.empty();
    }
    int weight = weight().orElseThrow();
    if (weight == 0 || primaryColour().equals(canaryColour())) {
      return primaryColour();
    }
    return weight == total() ? canaryColour() : Optional.empty();
  }

  @Override
  public Map<Colour, Integer> weights() {
    if (!isUnderstood() || colour().isPresent()) {
      return Map.of();
    }
    Colour canary = canaryColour().orElseThrow();
    int percent = (int) Math.round(weight().orElseThrow() * (double) PERCENT / total());
    return Map.of(canary, percent, canary.other(), PERCENT - percent);
  }

  /**
   * A colour that the primary names counts as served whatever the weight is: with ingress-nginx no
   * request gets through once it has no pod. So does one of which that cannot be told.
   */
  @Override
  public boolean serves(Colour colour) {
    return !isUnderstood()
        || primaryColour().equals(Optional.of(colour))
        || (canaryColour().equals(Optional.of(colour)) && weight().orElseThrow() > 0);
  }

  @Override
  public String says() {
    String weight = Fences.annotation(object, dialect.weight());
    return (isCanary() ? "as a canary directs " : "as no canary directs ")
        + (weight.isEmpty() ? "an unknown number" : weight)
        + " of "
        + total()
        + " requests for "
        + Route.text(backends())
        + ", and the others go by "
        + (primaries.isEmpty() ? "no Ingress" : told());
  }

  private String told() {
    return primaries.stream()
        .map(p -> Fences.describe(p) + " for " + Route.text(Backend.of(p)))
        .collect(Collectors.joining(" and "));
  }

  @Override
  public String applied() {
    String weight = Fences.annotation(object, dialect.weight());
    return "direct "
        + (weight.isEmpty() ? "" : weight + " of " + total() + " requests for ")
        + Route.text(ours())
        + ", so let it name the colour that is not live, with weight 0, first";
  }

  /** Adds tests that the canary is as it was read. */
  private void test(FencedPatch patch) {
    patch.test(object.getMetadata().getGeneration(), "metadata", "generation");
    patch.test("true", "metadata", "annotations", dialect.canary());
    String weight = Fences.annotation(object, dialect.weight());
    patch.test(weight, "metadata", "annotations", dialect.weight());
    ours().forEach(b -> patch.test(b.service(), b.name()));
  }

  @Override
  public void redirect(FencedPatch patch, Colour to) {
    test(patch);
    weigh(patch, canaryColour().equals(Optional.of(to)) ? total() : 0);
  }

  @Override
  public void change(FencedPatch patch, Colour to) {
    rest(patch, to.other());
  }

  /** However it is rounded, both colours get requests. */
  @Override
  public void share(FencedPatch patch, Colour to, int weight) {
    test(patch);
    int percent = canaryColour().equals(Optional.of(to)) ? weight : PERCENT - weight;
    long share = Math.round(percent * (double) total() / PERCENT);
    weigh(patch, (int) Math.max(1, Math.min(total() - 1L, share)));
  }

  private void weigh(FencedPatch patch, int weight) {
    patch.annotate(dialect.weight(), Integer.toString(weight));
    forgetTesters(patch);
  }

  private void forgetTesters(FencedPatch patch) {
    testersKeys().forEach(patch::forget);
  }

  private List<String> testersKeys() {
    return List.of("header", "header-value", "cookie").stream()
        .flatMap(role -> dialect.key(role).stream())
        .toList();
  }

  /** Adds what lets the canary name the other colour than the primary, without requests. */
  void rest(FencedPatch patch, Colour idle) {
    test(patch);
    ours().forEach(b -> patch.set(Slices.service(application, idle), b.name()));
    weigh(patch, 0);
  }

  /** Adds to a patch of the primary what lets it name the colour. */
  void promote(FencedPatch patch, Colour live) {
    Ingress primary = primary().orElseThrow();
    patch.test(primary.getMetadata().getGeneration(), "metadata", "generation");
    behindPrimary().forEach(b -> patch.test(b.service(), b.name()));
    behindPrimary().forEach(b -> patch.set(Slices.service(application, live), b.name()));
  }

  /** Tells whether the primary names the live colour, and the canary the other one. */
  boolean isSettled() {
    return primaryColour().equals(colour())
        && !primaryColour().equals(canaryColour())
        && weight().equals(Optional.of(0));
  }

  @Override
  public Note note() {
    var percents = new TreeMap<String, Integer>();
    weights().forEach((c, percent) -> percents.put(Slices.service(application, c), percent));
    colour().ifPresent(c -> percents.put(Slices.service(application, c), PERCENT));
    return new Note(Marks.PREVIOUS_BACKENDS, percents);
  }

  /** The dialect is kept with the object, for whoever reads it without the spec's settings. */
  @Override
  public Optional<Consumer<FencedPatch>> standby() {
    return Fences.annotation(object, Marks.DIALECT).equals(dialect.text())
        ? Optional.empty()
        : Optional.of(patch -> patch.annotate(Marks.DIALECT, dialect.text()));
  }

  @Override
  public Optional<Consumer<FencedPatch>> preview(Colour to) {
    Map<String, String> wanted = new TreeMap<>();
    testers.forEach((role, value) -> dialect.key(role).ifPresent(key -> wanted.put(key, value)));
    boolean there =
        wanted.entrySet().stream()
            .allMatch(e -> Fences.annotation(object, e.getKey()).equals(e.getValue()));
    return there || !isSettled() || !canaryColour().equals(Optional.of(to))
        ? Optional.empty()
        : Optional.of(patch -> wanted.forEach(patch::annotate));
  }

  @Override
  public Optional<Consumer<FencedPatch>> withoutPreview() {
    return testersKeys().stream().allMatch(key -> Fences.annotation(object, key).isEmpty())
        ? Optional.empty()
        : Optional.of(this::forgetTesters);
  }

  @Override
  public Progress<String> accepted() {
    return Progress.done("whether the ingress controller has applied it, the Ingress does not say");
  }

  /** Says what the primary has that the weight does not overrule. */
  List<String> notes() {
    return dialect.key("affinity").stream()
        .flatMap(key -> primary().filter(p -> !Fences.annotation(p, key).isEmpty()).stream())
        .map(
            p ->
                Fences.describe(p)
                    + " keeps clients to one pod by a cookie: they stay with the old colour until"
                    + " all traffic has moved, whatever share the new one has")
        .toList();
  }

  @Override
  public List<Finding> problems() {
    return new CanaryChecks(this).problems();
  }

  @Override
  public List<Finding> findings() {
    return new CanaryChecks(this).findings();
  }
}
