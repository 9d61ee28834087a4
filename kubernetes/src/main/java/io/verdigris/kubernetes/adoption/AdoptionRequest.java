package io.verdigris.kubernetes.adoption;

import io.verdigris.Application;
import java.time.Duration;
import java.util.List;

/**
 * Which application is to become a pair of colours, or an ordinary one again.
 *
 * @param application the application
 * @param deployment the name of the ordinary Deployment
 * @param also the names of other Services that select the same pods and shall name the colour too;
 *     an ejection finds them by itself
 * @param drain how long pods that no Service selects any more go on serving, for nodes and load
 *     balancers that hear of it late and for connections that are kept; from 0 s
 * @param patience how long one step may wait before it is given up; longer than 0 s. What was done
 *     stays, and another run goes on from there
 * @param keep whether an adopted Deployment stays, without pods, instead of being deleted
 */
public record AdoptionRequest(
    Application application,
    String deployment,
    List<String> also,
    Duration drain,
    Duration patience,
    boolean keep) {
  /** How long pods go on serving unless told otherwise. */
  public static final Duration DRAIN = Duration.ofSeconds(30);

  /** How long a step may wait unless told otherwise. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * Checks durations and names and copies the list.
   *
   * @throws IllegalArgumentException naming field, rule and value
   */
  public AdoptionRequest {
    check(
        deployment.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?"),
        "deployment must be the name of a Deployment, but is \"" + deployment + "\"");
    check(!drain.isNegative(), "drain must be 0 s or longer, but is " + drain);
    check(
        !patience.isNegative() && !patience.isZero(),
        "patience must be longer than 0 s, but is " + patience);
    check(
        !also.contains(application.service()),
        "also must name other Services, but names " + application.service() + " itself");
    also = List.copyOf(also);
  }

  /** Asks for an application whose Deployment has the name of its Service. */
  public static AdoptionRequest of(Application application) {
    return of(application, application.service());
  }

  /** Asks for an application with this ordinary Deployment. */
  public static AdoptionRequest of(Application application, String deployment) {
    return new AdoptionRequest(application, deployment, List.of(), DRAIN, PATIENCE, false);
  }

  /** Asks for the same with another drain. */
  public AdoptionRequest drain(Duration duration) {
    return new AdoptionRequest(application, deployment, also, duration, patience, keep);
  }

  private static void check(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }
}
