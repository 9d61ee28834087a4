package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.verdigris.Colour;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.LedgerObject;
import io.verdigris.kubernetes.Marks;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The moves that make an ordinary application of a pair of colours. For as long as pods of both
 * kinds run, the Services select the ordinary ones by their ReplicaSet's hash: what they shall
 * select in the end matches the colours' pods too, and these would be sent requests until the
 * moment they end.
 */
record Ejecting(Site site, AdoptionRequest request) {
  static final String WORD = "eject ";
  private static final String OURS = "verdigris.io/";

  String mark() {
    return WORD + request.deployment();
  }

  private String plain() {
    return request.deployment();
  }

  /** Returns the Deployments of both colours. */
  List<Deployment> coloured() {
    Map<String, String> base = site.base(site.stable());
    return site.api()
        .list(
            Deployment.class,
            site.namespace(),
            "",
            d ->
                Site.labels(d).entrySet().containsAll(base.entrySet())
                    && Colour.ofLabel(Site.labels(d).getOrDefault(site.colorKey(), ""))
                        .isPresent());
  }

  Optional<Deployment> live() {
    Service service = site.stable();
    return site.colour(service)
        .flatMap(colour -> coloured().stream().filter(d -> Site.selects(service, d)).findFirst());
  }

  /** Returns the stable Service and those that name the colour beside the same pods' labels. */
  List<String> services() {
    Map<String, String> pods = podLabels();
    Set<String> own = Stream.of(Colour.values()).map(site::colourName).collect(Collectors.toSet());
    return Stream.concat(
            Stream.of(request.application().service()),
            site.api().list(Service.class, site.namespace(), "").stream()
                .filter(s -> site.colour(s).isPresent() || isNarrowed(s))
                .filter(s -> pods.entrySet().containsAll(site.base(s).entrySet()))
                .map(s -> s.getMetadata().getName())
                .filter(name -> !own.contains(name)))
        .distinct()
        .toList();
  }

  private Map<String, String> podLabels() {
    return live().or(() -> site.deployment(plain())).map(Site::labels).orElse(Map.of());
  }

  private static boolean isNarrowed(Service service) {
    return service.getSpec().getSelector() != null
        && service.getSpec().getSelector().containsKey(Site.HASH);
  }

  private Twin twin() {
    return new Twin(site.api(), site.colorKey(), site.base(site.stable()));
  }

  private Optional<Deployment> drawn() {
    return live().map(d -> twin().plain(d, plain()));
  }

  private Deployment firstDrawn() {
    return drawn()
        .orElseThrow(
            () -> new PermanentFailureException("no Deployment has the pods that are selected"));
  }

  List<Move> moves() {
    var handover = new Handover(site, mark(), plain());
    var followers = new Followers(site, site.base(site.stable()));
    List<String> services = services();
    List<String> colours =
        coloured().stream().map(d -> d.getMetadata().getName()).sorted().toList();
    var moves = new ArrayList<Move>();
    moves.add(handover.begin(Adopting.WORD + plain(), true));
    moves.add(handover.create(this::firstDrawn));
    moves.add(handover.even(twin(), this::drawn));
    for (String service : services) {
      moves.add(
          handover.select(
              service,
              "select the pods of " + plain() + " alone, by their " + Site.HASH,
              this::before,
              base -> site.with(base, Site.HASH, hash(base)),
              (s, patch) -> {}));
    }
    services.forEach(service -> moves.add(handover.confirm(service)));
    if (colours.stream().anyMatch(name -> !followers.autoscalersOf(name).isEmpty())) {
      moves.add(followers.retarget(colours, plain()));
    }
    if (!followers.budgets().isEmpty()) {
      moves.add(followers.join());
    }
    moves.add(Handover.linger(request.drain(), String.join(" and ", colours)));
    for (String colour : colours) {
      moves.add(handover.empty(colour));
      moves.add(handover.remove(colour));
    }
    for (String service : services) {
      moves.add(
          handover.select(
              service,
              "select what it selected before there were colours",
              base -> List.of(site.with(base, Site.HASH, hash(base))),
              base -> base,
              Ejecting::forget));
    }
    moves.addAll(traces());
    moves.add(handover.end());
    return List.copyOf(moves);
  }

  private List<Map<String, String>> before(Map<String, String> base) {
    return Stream.concat(
            Stream.of(base),
            Stream.of(Colour.values()).map(c -> site.with(base, site.colorKey(), c.label())))
        .toList();
  }

  /** A Deployment whose pods are all of one template has one such hash. */
  private String hash(Map<String, String> base) {
    Set<String> hashes =
        site.pods(base).stream()
            .filter(pod -> Site.isOf(pod, plain()))
            .map(Ejecting::hash)
            .collect(Collectors.toCollection(TreeSet::new));
    if (hashes.size() != 1) {
      throw new PermanentFailureException(
          site.place("Deployment", plain())
              + " has pods of "
              + hashes.size()
              + " templates; somebody has changed it meanwhile: let its update end first");
    }
    return hashes.iterator().next();
  }

  private static String hash(Pod pod) {
    return Fences.label(pod, Site.HASH);
  }

  /** Takes all marks but that of the ejection itself from a Service. */
  private static void forget(Service service, FencedPatch patch) {
    var annotations = service.getMetadata().getAnnotations();
    ours(annotations).filter(key -> !key.equals(Marks.ADOPTION)).forEach(patch::forget);
    ours(service.getMetadata().getLabels()).forEach(key -> patch.remove("metadata", "labels", key));
  }

  private static Stream<String> ours(Map<String, String> map) {
    return Stream.ofNullable(map)
        .flatMap(m -> m.keySet().stream())
        .filter(key -> key.startsWith(OURS));
  }

  private List<Move> traces() {
    var moves = new ArrayList<Move>();
    for (Colour colour : Colour.values()) {
      String name = site.colourName(colour);
      moves.add(
          delete(
              "Service",
              name,
              () -> site.service(name).filter(s -> Fences.label(s, Marks.MANAGED).equals("true"))));
    }
    moves.add(
        Move.of(
            "DELETE",
            site.place("Lease", "verdigris-…"),
            "no other application of this namespace has a ledger",
            this::deleteLeases));
    moves.add(
        delete(
            "ConfigMap",
            "verdigris-" + request.application().service(),
            () -> LedgerObject.find(site.api(), request.application()).map(LedgerObject::object)));
    return moves;
  }

  private Move delete(String kind, String name, Supplier<Optional<? extends HasMetadata>> find) {
    return Move.of(
        "DELETE",
        site.place(kind, name),
        "if it is there, as Verdigris made it",
        () -> {
          find.get().ifPresent(site.api()::delete);
          return Progress.done();
        });
  }

  /** Processes share a namespace's Leases, so those of a living one are for itself to withdraw. */
  private Progress<Nothing> deleteLeases() {
    boolean others =
        LedgerObject.all(site.api(), site.namespace()).stream()
            .map(ledger -> ledger.object().getMetadata().getName())
            .anyMatch(
                name -> !Objects.equals(name, "verdigris-" + request.application().service()));
    if (!others) {
      site.api()
          .list(Lease.class, site.namespace(), Map.of(Marks.MANAGED, "true"))
          .forEach(site.api()::delete);
    }
    return Progress.done();
  }

  boolean isDone() {
    Service service = site.stable();
    return site.colour(service).isEmpty()
        && site.mark(service).isEmpty()
        && !isNarrowed(service)
        && site.deployment(plain()).isPresent()
        && coloured().isEmpty();
  }
}
