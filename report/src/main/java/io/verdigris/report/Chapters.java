package io.verdigris.report;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells rollouts apart in a stream of events. Until admission has numbered it, a rollout has only
 * its Service's name for an id: what was told by then belongs to the next number of the same
 * application, or to a rollout that was refused.
 */
final class Chapters {
  /** What tells numbered rollouts apart: numbers are given out for each application. */
  private record Id(Application application, String rollout) {}

  private final List<List<RolloutEvent>> chapters = new ArrayList<>();
  private final Map<Id, List<RolloutEvent>> numbered = new HashMap<>();
  private final Map<Application, List<RolloutEvent>> unnumbered = new HashMap<>();

  private Chapters() {}

  /** Returns the events of each rollout in their order, the rollout that began first first. */
  static List<List<RolloutEvent>> of(List<RolloutEvent> events) {
    var chapters = new Chapters();
    events.forEach(chapters::add);
    return chapters.chapters;
  }

  private void add(RolloutEvent event) {
    Application application = event.application();
    if (!event.rollout().equals(application.service())) {
      var id = new Id(application, event.rollout());
      numbered.computeIfAbsent(id, i -> chapterOf(application)).add(event);
      return;
    }
    chapterOfUnnumbered(application).add(event);
    if (event.type() == Type.OUTCOME) {
      unnumbered.remove(application);
    }
  }

  private List<RolloutEvent> chapterOf(Application application) {
    List<RolloutEvent> begun = unnumbered.remove(application);
    return begun == null ? newChapter() : begun;
  }

  private List<RolloutEvent> chapterOfUnnumbered(Application application) {
    return unnumbered.computeIfAbsent(application, a -> newChapter());
  }

  private List<RolloutEvent> newChapter() {
    List<RolloutEvent> chapter = new ArrayList<>();
    chapters.add(chapter);
    return chapter;
  }
}
