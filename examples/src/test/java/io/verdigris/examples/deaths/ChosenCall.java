package io.verdigris.examples.deaths;

import io.verdigris.testkit.cluster.ApiRequest;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Calls of a rollout at which its process is struck. */
enum ChosenCall implements Predicate<ApiRequest> {
  /** The write-ahead of the switch. */
  SAVE_OF_PROMOTE,
  /** The switch itself. */
  SWITCH,
  /** The write-ahead of the watch over green. */
  SAVE_OF_MONITOR,
  /** Blue goes. */
  SCALE_DOWN;

  @Override
  public boolean test(ApiRequest request) {
    return switch (this) {
      case SAVE_OF_PROMOTE -> saves(request, "PROMOTE");
      case SWITCH -> patches(request, "services/web") && has(request, "PROMOTE");
      case SAVE_OF_MONITOR -> saves(request, "MONITOR");
      case SCALE_DOWN ->
          patches(request, "deployments/web-blue") && request.body().contains("/spec/replicas");
    };
  }

  private static boolean saves(ApiRequest request, String phase) {
    return !request.verb().equals("GET")
        && names(request, "configmaps/verdigris-web")
        && has(request, phase);
  }

  private static boolean patches(ApiRequest request, String object) {
    return request.verb().equals("PATCH") && names(request, object);
  }

  private static boolean names(ApiRequest request, String object) {
    return request.resource().endsWith("/" + object);
  }

  private static boolean has(ApiRequest request, String word) {
    return Pattern.compile("\\b" + word + "\\b").matcher(request.body()).find();
  }
}
