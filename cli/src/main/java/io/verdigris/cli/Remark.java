package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Rollout;
import java.util.Optional;

/**
 * Something that the command itself has to say, beside events and outcomes.
 *
 * @param type what kind of thing, as {@code -o json} calls it
 * @param rollout the rollout that it is about, if any
 * @param application the application that it is about, if any
 * @param message a sentence
 */
record Remark(
    String type, Optional<String> rollout, Optional<Application> application, String message) {

  static Remark of(String type, String message) {
    return new Remark(type, Optional.empty(), Optional.empty(), message);
  }

  static Remark of(String type, Application application, String message) {
    return new Remark(type, Optional.empty(), Optional.of(application), message);
  }

  static Remark of(String type, Rollout rollout, String message) {
    return new Remark(type, Optional.of(rollout.id()), Optional.of(rollout.application()), message);
  }
}
