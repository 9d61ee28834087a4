package io.verdigris.examples.spring;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutSpec;
import io.verdigris.VerdigrisException;
import io.verdigris.health.http.HttpCheck;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Rollouts over HTTP. Who may ask for them is for the service's own security to say. */
@RestController
class Rollouts {
  private final BlueGreenOrchestrator orchestrator;

  Rollouts(BlueGreenOrchestrator orchestrator) {
    this.orchestrator = orchestrator;
  }

  /** What is asked for: the image of a container, and how long it is watched. */
  record Wish(String container, String image, Duration soak) {}

  @PostMapping("/rollouts/{namespace}/{service}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, String> start(
      @PathVariable String namespace, @PathVariable String service, @RequestBody Wish wish) {
    RolloutSpec spec =
        RolloutSpec.builder(namespace, service)
            .image(wish.container(), wish.image())
            .soak(wish.soak())
            .drainTimeout(Duration.ofSeconds(10))
            .use(HttpCheck.get("/readyz").extension())
            .build();
    orchestrator.start(spec);
    return Map.of("follow", "/rollouts/" + namespace + "/" + service);
  }

  @GetMapping("/rollouts/{namespace}/{service}")
  Map<String, Object> status(@PathVariable String namespace, @PathVariable String service) {
    var status = orchestrator.status(new Application(namespace, service));
    return Map.of(
        "live", status.live().map(Object::toString).orElse("none"),
        "rollout", status.rollout().orElse("none"),
        "phase", status.phase().map(Enum::name).orElse("none"));
  }

  /** What is wrong with a wish, in the words of who found it. */
  @ExceptionHandler({IllegalArgumentException.class, VerdigrisException.class})
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Map<String, String> wrong(RuntimeException e) {
    return Map.of("problem", String.valueOf(e.getMessage()));
  }
}
