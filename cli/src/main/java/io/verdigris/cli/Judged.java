package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Extension;
import io.verdigris.judging.Replay;
import io.verdigris.judging.Replay.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came of judging a rollout again, as lines and as objects. */
record Judged(Application application, String rollout, Replay.Result result) {

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(rollout + " judged by " + policies());
    result.changes().forEach(change -> lines.add(line(change)));
    String end =
        switch (result.end()) {
          case PROMOTED -> "would have been promoted after ";
          case ROLLED_BACK -> "would have gone back after ";
          case INCONCLUSIVE -> "inconclusive after ";
        };
    lines.add(end + Durations.text(result.after()) + ": " + Lines.clean(result.why()));
    lines.add("what happened: " + happened());
    return lines;
  }

  private String policies() {
    return result.policies().stream()
        .map(e -> e.id() + (e.settings().isEmpty() ? "" : " " + e.settings()))
        .collect(Collectors.joining(", "));
  }

  private static String line(Change change) {
    return String.format(
        Locale.ROOT,
        "  %8s %-9s %s",
        Durations.text(change.after()),
        change.judgement().verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        Lines.clean(change.judgement().why()));
  }

  private String happened() {
    String back =
        result
            .wentBack()
            .map(after -> "; traffic went back after " + Durations.text(after))
            .orElse("");
    return result
            .happened()
            .map(e -> e.details().getOrDefault("outcome", "") + ": " + Lines.clean(e.message()))
            .orElse("the record has no outcome")
        + back;
  }

  List<Json> objects() {
    var objects = new ArrayList<Json>();
    for (Change change : result.changes()) {
      objects.add(
          of("judgement")
              .put("after", change.after())
              .put("judgement", change.judgement().verdict())
              .put("why", change.judgement().why()));
    }
    objects.add(
        of("judged")
            .put("policies", result.policies().stream().map(Judged::policy).toList())
            .put("end", result.end().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .put("after", result.after())
            .put("why", result.why())
            .put("happened", result.happened().map(e -> e.details().getOrDefault("outcome", "")))
            .put("reason", result.happened().map(e -> e.message()))
            .put("wentBack", result.wentBack()));
    return objects;
  }

  private Json of(String type) {
    return JsonObjects.about(Json.of(type).put("rollout", rollout), application);
  }

  private static Json policy(Extension policy) {
    var settings = new Json();
    policy.settings().forEach(settings::put);
    return new Json().put("id", policy.id()).put("settings", settings);
  }
}
