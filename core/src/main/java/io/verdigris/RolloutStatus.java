package io.verdigris;

import io.verdigris.spi.Topology;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about an application from its cluster, without changing anything.
 *
 * @param application the application
 * @param live the colour that serves; empty when none does or it cannot be told
 * @param epoch the number of the last switch; 0 when there was none
 * @param colours the size and images of each colour that exists
 * @param fence the fence of the last owner; 0 when there was none
 * @param rollout the last rollout's id; empty when there was none
 * @param phase its phase
 * @param since when that phase began, by its owner's clock
 * @param owner the process that drives it
 * @param ownerAlive whether that process shows a Lease; whether it still renews it takes the
 *     Lease's duration to tell
 * @param reason why it ended or what it waits for, where known
 * @param possible what a person may do now, a sentence each
 * @param problems what is wrong with the application's objects
 * @param history earlier rollouts, latest first, a line each
 */
public record RolloutStatus(
    Application application,
    Optional<Colour> live,
    long epoch,
    Map<Colour, Topology.Size> colours,
    long fence,
    Optional<String> rollout,
    Optional<Phase> phase,
    Optional<Instant> since,
    Optional<String> owner,
    boolean ownerAlive,
    Optional<String> reason,
    List<String> possible,
    List<Finding> problems,
    List<String> history) {}
