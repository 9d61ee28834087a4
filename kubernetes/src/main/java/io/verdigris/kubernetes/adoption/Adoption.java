package io.verdigris.kubernetes.adoption;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.VerdigrisException;
import io.verdigris.kubernetes.ClusterAccess;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes a pair of colours of an ordinary Deployment and Service, and an ordinary application of a
 * pair, without losing a request.
 *
 * <p>A Deployment's selector cannot be changed, so that another Deployment takes over: it runs the
 * same version in the same number beside the first one, the Service's selector moves to it in one
 * patch, and the first one goes once nothing is sent there any more. For that time there must be
 * room for twice the pods.
 *
 * <p>Each step looks at what is there and makes it so. What has begun and ended early, by a crash
 * too, is gone on with by the same call; an annotation on the Service keeps rollouts away until
 * then. An adoption that cannot go on is taken back by {@link #eject}.
 *
 * <p>Safe for use by several threads; of two calls for one application at the same time one may
 * fail.
 */
public final class Adoption implements AutoCloseable {
  private final ClusterAccess cluster;
  private final boolean own;

  private Adoption(ClusterAccess cluster, boolean own) {
    this.cluster = cluster;
    this.own = own;
  }

  /**
   * Opens a cluster.
   *
   * @param configuration where it is, and the label with the colour, as {@link ClusterAccess} says
   */
  public static Adoption open(Map<String, String> configuration) {
    return new Adoption(ClusterAccess.open(configuration), true);
  }

  /** Uses an access, which is not closed. */
  public static Adoption of(ClusterAccess cluster) {
    return new Adoption(cluster, false);
  }

  /** Says what {@link #adopt} would do; changes nothing. */
  public AdoptionPlan planAdoption(AdoptionRequest request) {
    Site site = site(request.application());
    var adopting = new Adopting(site, request);
    var refusals = new Refusals(site);
    if (site.service(request.application().service()).isPresent() && adopting.isDone()) {
      return done(request.application());
    }
    new AdoptChecks(site, request, adopting, refusals).check();
    return refusals.none()
        ? plan(
            request.application(),
            adopting.moves(),
            new Remarks(site).onAdoption(adopting, request),
            new Manifests(site).of(adopting, request))
        : refused(request.application(), refusals.findings());
  }

  /** Says what {@link #eject} would do; changes nothing. */
  public AdoptionPlan planEjection(AdoptionRequest request) {
    Site site = site(request.application());
    var ejecting = new Ejecting(site, request);
    var refusals = new Refusals(site);
    if (site.service(request.application().service()).isPresent() && ejecting.isDone()) {
      return done(request.application());
    }
    new EjectChecks(site, request, ejecting, refusals).check();
    return refusals.none()
        ? plan(request.application(), ejecting.moves(), new Remarks(site).onEjection(ejecting), "")
        : refused(request.application(), refusals.findings());
  }

  /**
   * Makes a pair of colours of an ordinary application, of which blue is live; waits until it is
   * done. Does nothing where that is so already.
   *
   * @param listener is told of each step before it is taken
   * @throws VerdigrisException when it is refused, or a step fails or waits for too long; what was
   *     done until then stays, and the same call goes on from there
   */
  public void adopt(AdoptionRequest request, Consumer<AdoptionPlan.Step> listener) {
    perform(
        planAdoption(request),
        new Adopting(site(request.application()), request)::moves,
        new Course(request.patience(), listener));
  }

  /**
   * Makes an ordinary application of a pair of colours and takes every trace of Verdigris away;
   * like {@link #adopt} otherwise.
   */
  public void eject(AdoptionRequest request, Consumer<AdoptionPlan.Step> listener) {
    perform(
        planEjection(request),
        new Ejecting(site(request.application()), request)::moves,
        new Course(request.patience(), listener));
  }

  private static void perform(AdoptionPlan plan, Supplier<List<Move>> moves, Course course) {
    if (!plan.admitted()) {
      throw new VerdigrisException(
          plan.application()
              + " is left as it is: "
              + String.join("; ", plan.findings().stream().map(Finding::toString).toList()));
    }
    if (!plan.done()) {
      course.run(moves.get());
    }
  }

  private Site site(Application application) {
    return new Site(cluster.api(), cluster.colorKey(), application);
  }

  private static AdoptionPlan plan(
      Application application, List<Move> moves, List<String> notes, String manifests) {
    List<AdoptionPlan.Step> steps = moves.stream().map(Move::says).toList();
    return new AdoptionPlan(
        application, false, List.of(), steps, Refusals.RIGHTS, notes, manifests);
  }

  private static AdoptionPlan refused(Application application, List<Finding> findings) {
    return new AdoptionPlan(
        application, false, findings, List.of(), Refusals.RIGHTS, List.of(), "");
  }

  private static AdoptionPlan done(Application application) {
    return new AdoptionPlan(
        application, true, List.of(), List.of(), Refusals.RIGHTS, List.of(), "");
  }

  @Override
  public void close() {
    if (own) {
      cluster.close();
    }
  }
}
