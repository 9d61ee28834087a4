package io.verdigris.judging;

import io.verdigris.spi.Counters;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Sample.AsOf;
import io.verdigris.spi.Window;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The kinds of a source's answers by name; a record keeps no more of them but why they failed. */
final class Answers {
  private static final AsOf THEN = AsOf.at(Instant.EPOCH);

  private Answers() {}

  static String name(Optional<Sample> answer) {
    if (answer.isEmpty()) {
      return "none";
    }
    Sample sample = answer.get();
    if (sample instanceof Sample.Value) {
      return "value";
    } else if (sample instanceof Sample.NoTraffic) {
      return "no-traffic";
    }
    if (sample instanceof Sample.Unreadable) {
      return "unreadable";
    }
    return sample instanceof Sample.Missing ? "missing" : "failed";
  }

  static Optional<String> reason(Optional<Sample> answer) {
    return answer.flatMap(
        sample ->
            sample instanceof Sample.Missing missing
                ? Optional.of(missing.reason())
                : sample instanceof Sample.Unreadable unreadable
                    ? Optional.of(unreadable.reason())
                    : sample instanceof Sample.Failed failed
                        ? Optional.of(failed.reason())
                        : Optional.empty());
  }

  static Optional<Sample> read(Details details, Window counted) {
    String reason = details.values().getOrDefault("reason", "");
    return switch (details.text("answer")) {
      case "none" -> Optional.empty();
      case "value" -> Optional.of(new Sample.Value(pods(counted), THEN));
      case "no-traffic" -> Optional.of(new Sample.NoTraffic(THEN));
      case "missing" -> Optional.of(new Sample.Missing(reason));
      case "unreadable" -> Optional.of(new Sample.Unreadable(reason));
      case "failed" -> Optional.of(new Sample.Failed(reason));
      default ->
          throw details.wrong(
              "answer", "one of none, value, no-traffic, missing, unreadable, failed");
    };
  }

  /** A record tells what all pods counted together. */
  static Map<String, Counters> pods(Window counted) {
    return Map.of(
        "all",
        new Counters(
            counted.requests(), counted.errors(), counted.buckets(), OptionalLong.empty()));
  }
}
