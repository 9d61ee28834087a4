package io.verdigris.report;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import io.verdigris.RolloutOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects what happens in one or several rollouts and writes it as one HTML page: phases over
 * time, each colour's share of the traffic, answers by colour, failures, latency, judgements, who
 * did what, and calls. The page needs no other file, no network and no JavaScript.
 *
 * <p>Add it to an orchestrator as a listener; what clients saw and which calls went to the API
 * server are extras that whoever knows them may add. Safe for use by several threads. Memory is
 * bounded: of more than 20,000 events samples are thinned first, those at which the judgement
 * changed excepted, of more than 5,000 calls the later ones are only counted, of more than 1,000
 * outcomes the oldest go, and answers are counted by quarters of a second, longer stretches after
 * an hour and a half.
 */
public final class HtmlReport implements RolloutListener {
  /** An end that the report was given, and whose. */
  private record Ended(Application application, RolloutOutcome outcome) {
    boolean isOf(Story story) {
      return application.equals(story.application())
          && outcome.rollout().equals(story.rollout())
          && story.endsAs(outcome);
    }
  }

  private static final int MOST_OUTCOMES = 1_000;

  private final Object lock = new Object();
  private final String title;
  private final BoundedEvents events = new BoundedEvents();
  private final List<Ended> outcomes = new ArrayList<>();
  private final Answers answers = new Answers();
  private final Calls calls = new Calls();
  private final Latencies latencies = new Latencies();

  /** Makes a report with the title {@code Verdigris}. */
  public HtmlReport() {
    this("Verdigris");
  }

  /** Makes a report with this title. */
  public HtmlReport(String title) {
    this.title = title;
  }

  @Override
  public void onEvent(RolloutEvent event) {
    synchronized (lock) {
      events.add(latencies.timed(event));
    }
  }

  /** Adds a rollout's end, for its notes and findings, which events do not carry. */
  public void outcome(Application application, RolloutOutcome outcome) {
    synchronized (lock) {
      if (outcomes.size() == MOST_OUTCOMES) {
        outcomes.remove(0);
      }
      outcomes.add(new Ended(application, outcome));
    }
  }

  /**
   * Counts one answer that a client got.
   *
   * @param at when it came
   * @param version which version gave it: a name that begins with {@code blue} or {@code green},
   *     such as {@code green v2}, is drawn in that colour; {@code no answer} when there was none;
   *     names after the twelfth are counted together
   * @param failed whether it was a failure
   */
  public void answer(Instant at, String version, boolean failed) {
    synchronized (lock) {
      answers.add(at, version, failed);
    }
  }

  /**
   * Adds one call that went to the API server.
   *
   * @param at when it was made
   * @param verb such as {@code PATCH}
   * @param path such as {@code /api/v1/namespaces/shop/services/web}
   * @param status the answer's status; 0 when there was no answer
   */
  public void apiCall(Instant at, String verb, String path, int status) {
    synchronized (lock) {
      calls.add(new Calls.Call(at, verb, path, status));
    }
  }

  /**
   * Writes the page, and its directory where that is missing. May be called again later.
   *
   * @throws UncheckedIOException when the file cannot be written
   */
  public void write(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Files.writeString(file, html());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + file, e);
    }
  }

  /** Returns the page. */
  String html() {
    synchronized (lock) {
      return new Page(title, stories(), answers, calls, events.dropped()).html();
    }
  }

  private List<Story> stories() {
    return Chapters.of(events.kept()).stream()
        .map(Story::of)
        .map(story -> story.with(outcomeOf(story)))
        .toList();
  }

  private Optional<RolloutOutcome> outcomeOf(Story story) {
    return outcomes.stream()
        .filter(ended -> ended.isOf(story))
        .map(Ended::outcome)
        .reduce((first, second) -> second);
  }
}
