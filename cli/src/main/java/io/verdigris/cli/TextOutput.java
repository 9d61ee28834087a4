package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** Prints plain lines: each event, but samples no oftener than people read. */
final class TextOutput implements Output {
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(30);

  private final PrintStream out;
  private final ZoneId zone;
  private final Map<String, Instant> sampled = new HashMap<>();
  private final Map<String, String> waited = new HashMap<>();

  TextOutput(PrintStream out, ZoneId zone) {
    this.out = out;
    this.zone = zone;
  }

  @Override
  public synchronized void onEvent(RolloutEvent event) {
    if (!Lines.saysTheOutcome(event) && isNews(event)) {
      print(Lines.of(event, zone));
    }
  }

  private boolean isNews(RolloutEvent event) {
    return switch (event.type()) {
      case SAMPLE -> isDue(event);
      case WAITING -> !event.message().equals(waited.put(event.rollout(), event.message()));
      case PHASE, DONE, RETRY, SWITCHED, TERMS, JUDGEMENT, REQUEST, OUTCOME -> true;
    };
  }

  private boolean isDue(RolloutEvent event) {
    Instant last = sampled.get(event.rollout());
    boolean due = last == null || !event.at().isBefore(last.plus(BETWEEN_SAMPLES));
    if (due) {
      sampled.put(event.rollout(), event.at());
    }
    return due;
  }

  @Override
  public synchronized void ended(Application application, RolloutOutcome outcome) {
    Lines.of(application, outcome).forEach(this::print);
  }

  @Override
  public synchronized void remark(Remark remark) {
    print(Lines.clean(remark.message()));
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}
