package io.verdigris.report;

import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a rollout's samples: open those at which the judgement changed, the first and the last;
 * folded all of them, or evenly chosen ones where there are many.
 */
final class SampleTable {
  private static final int MOST_ROWS = 2_000;
  private static final List<String> HEADS =
      List.of("Time", "Requests", "Failed", "Read", "Ready", "Restarts", "Judgement", "Why");

  private final Markup out;
  private final Story story;
  private final List<RolloutEvent> samples;

  SampleTable(Markup out, Story story) {
    this.out = out;
    this.story = story;
    samples = story.of(Type.SAMPLE);
  }

  void write() {
    if (samples.isEmpty()) {
      return;
    }
    out.element("h3", "Samples: the first, the last, and each that changed the judgement");
    table(notable());
    List<RolloutEvent> chosen = chosen();
    String which =
        chosen.size() < samples.size()
            ? Amounts.count(chosen.size()) + " of " + Amounts.count(samples.size()) + " samples"
            : "All samples: " + Amounts.count(samples.size());
    out.open("details").element("summary", which);
    table(chosen);
    out.close();
  }

  private List<RolloutEvent> notable() {
    var notable = new ArrayList<RolloutEvent>();
    String before = "";
    for (int i = 0; i < samples.size(); i++) {
      String verdict = verdict(samples.get(i));
      if (i == 0 || i == samples.size() - 1 || !verdict.equals(before)) {
        notable.add(samples.get(i));
      }
      before = verdict;
    }
    return notable;
  }

  private List<RolloutEvent> chosen() {
    int each = (samples.size() + MOST_ROWS - 1) / MOST_ROWS;
    var chosen = new ArrayList<RolloutEvent>();
    for (int i = 0; i < samples.size(); i += each) {
      chosen.add(samples.get(i));
    }
    return chosen;
  }

  private void table(List<RolloutEvent> rows) {
    out.open("div", "class", "wide").open("table");
    Tables.heads(out, HEADS);
    rows.forEach(this::row);
    out.close().close();
  }

  private void row(RolloutEvent sample) {
    Map<String, String> details = sample.details();
    out.open("tr");
    number(Amounts.offset(story.begin(), sample.at()));
    number(details.getOrDefault("requests", ""));
    number(details.getOrDefault("errors", ""));
    out.element("td", read(details));
    number(details.getOrDefault("ready", "") + "/" + details.getOrDefault("desired", ""));
    number(details.getOrDefault("restarts", ""));
    number(verdict(sample).toLowerCase(Locale.ROOT).replace('_', ' '));
    out.open("td");
    opinions(details);
    out.close().close();
  }

  /** Writes each policy's opinion on a line of its own. */
  private void opinions(Map<String, String> details) {
    details.forEach(
        (key, opinion) -> {
          if (key.startsWith("opinion.")) {
            out.element("div", opinion);
          }
        });
  }

  private static String read(Map<String, String> details) {
    String reason = details.getOrDefault("reason", "");
    return details.getOrDefault("answer", "") + (reason.isEmpty() ? "" : ": " + reason);
  }

  private static String verdict(RolloutEvent sample) {
    return sample.details().getOrDefault("judgement", "");
  }

  private void number(String text) {
    out.element("td", text, "class", "number");
  }
}
