package io.verdigris.serve;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.RolloutStatus;
import io.verdigris.spi.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the JSON API. Their keys are those of {@code verdigris status -o json} and are
 * kept from release to release; only {@code possible} tells more.
 */
final class ApiObjects {
  private ApiObjects() {}

  static Map<String, Object> fleet(List<Fleet.Seen> all) {
    return Map.of("applications", all.stream().map(ApiObjects::seen).toList());
  }

  static Map<String, @Nullable Object> seen(Fleet.Seen seen) {
    return seen.status()
        .map(ApiObjects::status)
        .orElseGet(
            () -> {
              Map<String, @Nullable Object> object = about(seen.application());
              object.put("error", seen.trouble());
              return object;
            });
  }

  static Map<String, @Nullable Object> about(Application application) {
    var object = new LinkedHashMap<String, @Nullable Object>();
    object.put("namespace", application.namespace());
    object.put("service", application.service());
    return object;
  }

  private static Map<String, @Nullable Object> status(RolloutStatus status) {
    Map<String, @Nullable Object> object = about(status.application());
    object.put("live", status.live().map(Colour::label).orElse(null));
    object.put("epoch", status.epoch());
    object.put("fence", status.fence());
    object.put("colours", colours(status));
    object.put("rollout", status.rollout().orElse(null));
    object.put("phase", status.phase().map(Enum::name).orElse(null));
    object.put("since", status.since().map(Object::toString).orElse(null));
    object.put("owner", status.owner().orElse(null));
    object.put("ownerAlive", status.ownerAlive());
    object.put("reason", status.reason().orElse(null));
    object.put("waitingFor", status.waitingFor().orElse(null));
    object.put("asked", status.asked().orElse(null));
    object.put("possible", status.possible().stream().map(ApiObjects::possible).toList());
    object.put("problems", status.problems().stream().map(ApiObjects::problem).toList());
    object.put("history", status.history());
    return object;
  }

  private static Map<String, Object> colours(RolloutStatus status) {
    var colours = new LinkedHashMap<String, Object>();
    for (Colour colour : Colour.values()) {
      Topology.Size size = status.colours().get(colour);
      if (size != null) {
        var object = new LinkedHashMap<String, Object>();
        object.put("desired", size.desired());
        object.put("ready", size.ready());
        object.put("images", List.of(size.images().split(" ", -1)));
        colours.put(colour.label(), object);
      }
    }
    return colours;
  }

  private static Map<String, String> possible(RolloutStatus.Possible possible) {
    var object = new LinkedHashMap<String, String>();
    object.put("action", possible.action().name().toLowerCase(Locale.ROOT));
    object.put("sentence", possible.sentence());
    return object;
  }

  private static Map<String, String> problem(Finding finding) {
    var object = new LinkedHashMap<String, String>();
    object.put("field", finding.field());
    object.put("value", finding.value());
    object.put("problem", finding.problem());
    object.put("remedy", finding.remedy());
    return object;
  }
}
