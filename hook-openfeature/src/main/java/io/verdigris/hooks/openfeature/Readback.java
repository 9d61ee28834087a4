package io.verdigris.hooks.openfeature;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.ProviderState;
import dev.openfeature.sdk.Value;
import io.verdigris.spi.RolloutContext;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates a flag through OpenFeature, where this process has a provider for its domain {@value
 * #DOMAIN}: what was written must be what users get. Without one nothing can be told.
 */
final class Readback {
  /** The domain that an embedder binds its provider to. */
  static final String DOMAIN = "verdigris";

  private static final int USERS = 400;
  private static final int TOLERANCE = 12;
  private static final String NONE = "No-op Provider";

  private final OpenFeatureAPI flags;

  Readback(OpenFeatureAPI flags) {
    this.flags = flags;
  }

  /** Says how what users get differs from what was written; empty when it does not. */
  Optional<String> unlike(FlagText flag, RolloutContext context, int percent) {
    if (NONE.equals(flags.getProviderMetadata(DOMAIN).getName())) {
      return Optional.empty();
    }
    Client client = flags.getClient(DOMAIN);
    if (client.getProviderState() != ProviderState.READY) {
      return Optional.of("its provider is " + client.getProviderState());
    }
    long number = FlagText.number(context.rollout());
    int before = share(client, flag, number - 1);
    int now = share(client, flag, number);
    if (before > 0) {
      return Optional.of("OpenFeature gives it to " + before + " % of an earlier version's users");
    }
    boolean close = percent == 100 ? now == 100 : Math.abs(now - percent) <= TOLERANCE;
    return close
        ? Optional.empty()
        : Optional.of(
            "OpenFeature gives it to " + now + " % of users instead of " + percent + " %");
  }

  private static int share(Client client, FlagText flag, long rollout) {
    int given = 0;
    for (int user = 0; user < USERS; user++) {
      var asking =
          new ImmutableContext(
              "verdigris-user-" + user,
              Map.of(flag.attribute(), new Value(Math.toIntExact(rollout))));
      FlagEvaluationDetails<Boolean> details = client.getBooleanDetails(flag.flag(), false, asking);
      given += flag.variant().equals(details.getVariant()) ? 1 : 0;
    }
    return (int) Math.round(100.0 * given / USERS);
  }
}
