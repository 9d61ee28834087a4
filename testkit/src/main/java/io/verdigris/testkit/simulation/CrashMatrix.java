package io.verdigris.testkit.simulation;

import io.verdigris.BlueGreenOrchestrator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rollouts in which the process dies, stands still or loses an answer at one request after the
 * other, and another goes on: every request of every {@linkplain Story story}, and every pair.
 * Whatever happens, the end must be the story's own and no invariant be broken.
 *
 * <p>Extenders run it with their own extensions on the class path, or given to the constructor.
 */
public final class CrashMatrix {
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final Duration AFTERWARDS = Duration.ofMinutes(2);

  private final long seed;
  private final Conditions conditions;
  private final UnaryOperator<BlueGreenOrchestrator.Builder> extensions;
  private final Directing directing;
  private final List<Story> stories;
  private final boolean sparing;

  /**
   * Makes a matrix of all stories that a Service's selector can tell.
   *
   * @param seed of everything that is drawn
   * @param extensions adds to each process' orchestrator what is not on the class path
   */
  public CrashMatrix(
      long seed, Conditions conditions, UnaryOperator<BlueGreenOrchestrator.Builder> extensions) {
    this(seed, conditions, extensions, Directing.selector(), Story.of(Directing.selector()), false);
  }

  private CrashMatrix(
      long seed,
      Conditions conditions,
      UnaryOperator<BlueGreenOrchestrator.Builder> extensions,
      Directing directing,
      List<Story> stories,
      boolean sparing) {
    this.seed = seed;
    this.conditions = conditions;
    this.extensions = extensions;
    this.directing = directing;
    this.stories = stories;
    this.sparing = sparing;
  }

  /** Returns one of all stories that this can tell. */
  public CrashMatrix directedBy(Directing other) {
    return new CrashMatrix(seed, conditions, extensions, other, Story.of(other), sparing);
  }

  /** Returns one of these stories only. */
  public CrashMatrix of(Story... some) {
    return new CrashMatrix(seed, conditions, extensions, directing, List.of(some), sparing);
  }

  /**
   * Returns one that plays a fault only at those requests of a story that none of the stories
   * before has at the same place, after the same requests, and deaths before requests only at those
   * that change something.
   */
  public CrashMatrix sparing() {
    return new CrashMatrix(seed, conditions, extensions, directing, stories, true);
  }

  /**
   * One simulated rollout.
   *
   * @param faults what happens at which request: the first process' fault, then the second's; none
   *     for those that come after
   * @param rivals how many processes go on at once when one must
   */
  public record Case(Story story, List<At> faults, int rivals) {
    /** Copies the list. */
    public Case {
      faults = List.copyOf(faults);
    }

    /** Returns the case in which nothing goes wrong. */
    public static Case calm(Story story) {
      return new Case(story, List.of(), 1);
    }

    boolean has(Fault fault) {
      return faults.stream().anyMatch(at -> at.fault() == fault);
    }

    FaultPlan plan(int process) {
      return process < faults.size()
          ? FaultPlan.once(faults.get(process).call(), faults.get(process).fault())
          : FaultPlan.none();
    }

    @Override
    public String toString() {
      return story + " " + faults + (rivals > 1 ? " with " + rivals + " rivals" : "");
    }
  }

  /** A fault at a request, counted from 0. */
  public record At(int call, Fault fault) {
    @Override
    public String toString() {
      return fault + "@" + call;
    }
  }

  /**
   * What came of one case.
   *
   * @param calls how many requests each process sent
   * @param wrong what was broken; empty when all was well
   * @param trace what happened; empty when all was well
   */
  public record Result(Case tried, List<Integer> calls, List<String> wrong, String trace) {
    /** Copies the lists. */
    public Result {
      calls = List.copyOf(calls);
      wrong = List.copyOf(wrong);
    }

    /** Returns how many requests were sent in all. */
    public int allCalls() {
      return calls.stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** Plays one case; its trace is told only where something was broken. */
  public Result play(Case played) {
    return play(played, false);
  }

  /** Plays one case and tells its trace in any case. */
  public Result replay(Case played) {
    return play(played, true);
  }

  private Result play(Case played, boolean traced) {
    return play(played, traced, call -> {});
  }

  private Result play(Case played, boolean traced, Consumer<Call> sent) {
    var simulation = new Simulation(seed, conditions, directing);
    played.story().setUp(simulation);
    var supervisor =
        new Supervisor(
            simulation,
            played.story().spec(simulation),
            process -> told(played.plan(process), sent),
            extensions,
            played.rivals());
    supervisor.run(LIMIT);
    simulation.time().advance(AFTERWARDS);
    supervisor.close();
    var wrong = new ArrayList<String>(simulation.violations());
    wrong.addAll(unmet(played, simulation));
    return new Result(
        played,
        simulation.processes().stream().map(SimulatedProcess::calls).toList(),
        wrong,
        wrong.isEmpty() && !traced ? "" : simulation.trace().toString());
  }

  private static FaultPlan told(FaultPlan plan, Consumer<Call> sent) {
    return call -> {
      sent.accept(call);
      return plan.at(call);
    };
  }

  private static List<String> unmet(Case played, Simulation simulation) {
    if (played.has(Fault.TRAFFIC_MOVED)) {
      // what a person wants is not known, but what must hold for whatever is live
      return List.of();
    }
    var unmet = new ArrayList<String>(played.story().unmet(simulation));
    boolean refused = played.has(Fault.UNPROCESSABLE) || played.has(Fault.FORBIDDEN);
    if (!unmet.isEmpty() && refused && simulation.switches() == 0) {
      // before traffic has moved, a request that the server does not accept ends the rollout, or
      // keeps it from being begun
      unmet =
          new ArrayList<>(
              simulation.savedPhase().isEmpty()
                  ? Story.REJECTION.unmet(simulation, "")
                  : Story.REJECTION.unmet(simulation));
    }
    if (played.has(Fault.RIVAL) && !simulation.ledger("fence").equals("1")) {
      unmet.add("a living owner's rollout was taken over");
    }
    return unmet;
  }

  /** The requests that a process sends that nothing happens to. */
  private record Course(List<Call> requests) {
    private String told(int index) {
      return requests.get(index).toString();
    }

    /** Returns how many both begin with. */
    int shared(Course other) {
      int most = Math.min(requests.size(), other.requests.size());
      int same = 0;
      while (same < most && told(same).equals(other.told(same))) {
        same++;
      }
      return same;
    }
  }

  private Course course(Story story) {
    var requests = new ArrayList<Call>();
    var unused = play(Case.calm(story), false, requests::add);
    return new Course(requests);
  }

  /** A death before a request is one after the request before. */
  private boolean isPlayed(Fault fault, Call call) {
    return fault.fits(call) && !(sparing && fault == Fault.DIES_BEFORE && !call.isWrite());
  }

  /** Plays each of these faults at each request of each story that can meet it. */
  public Stream<Result> singles(List<Fault> faults) {
    return playAll(singles(faults, 1));
  }

  private List<Case> singles(List<Fault> faults, int rivals) {
    var cases = new ArrayList<Case>();
    var before = new ArrayList<Course>();
    for (Story story : stories) {
      Course course = course(story);
      int from = sparing ? before.stream().mapToInt(course::shared).max().orElse(0) : 0;
      course.requests().stream()
          .skip(from)
          .flatMap(c -> faults.stream().filter(f -> isPlayed(f, c)).map(f -> new At(c.index(), f)))
          .forEach(at -> cases.add(new Case(story, List.of(at), rivals)));
      before.add(course);
    }
    return cases;
  }

  /**
   * Plays each story in so many worlds under strain, in which no request meets a fault, and
   * promotions in as many whose nodes lag behind.
   */
  public Stream<Result> storms(int worlds) {
    List<Storm> storms =
        IntStream.range(0, worlds)
            .mapToObj(i -> seed + i)
            .flatMap(
                drawn ->
                    Stream.concat(
                        stories.stream().map(story -> new Storm(story, drawn, Conditions.rough())),
                        Stream.of(new Storm(Story.PROMOTION, drawn, Conditions.lagging()))))
            .toList();
    return storms.parallelStream()
        .map(
            storm ->
                new CrashMatrix(
                        storm.seed(), storm.conditions(), extensions, directing, stories, false)
                    .play(Case.calm(storm.story())));
  }

  private record Storm(Story story, long seed, Conditions conditions) {}

  /** Has the process die after each request of each story, and two others go on at once. */
  public Stream<Result> races() {
    return playAll(singles(List.of(Fault.DIES_AFTER), 2));
  }

  /**
   * Has the process die after each request of each story, and the one that goes on after each of
   * its own.
   *
   * @param firsts which requests of the first process to take, of all
   */
  public Stream<Result> pairs(Predicate<Integer> firsts) {
    List<Result> singles =
        singles(List.of(Fault.DIES_AFTER))
            .filter(r -> firsts.test(r.tried().faults().get(0).call()))
            .toList();
    return playAll(
        singles.stream()
            .filter(r -> r.calls().size() > 1)
            .flatMap(
                r ->
                    IntStream.range(0, r.calls().get(1))
                        .mapToObj(second -> pair(r.tried(), second)))
            .toList());
  }

  private static Case pair(Case first, int second) {
    return new Case(
        first.story(), List.of(first.faults().get(0), new At(second, Fault.DIES_AFTER)), 1);
  }

  /** Plays cases on all cores; each case is a world of its own. */
  private Stream<Result> playAll(List<Case> cases) {
    return cases.parallelStream().map(c -> play(c));
  }

  /** Returns a case by what {@link Case#toString} says of it; empty when that says none. */
  public static Optional<Case> parse(String story, List<String> faults) {
    try {
      List<At> at =
          faults.stream()
              .map(f -> f.split("@", 2))
              .map(f -> new At(Integer.parseInt(f[1]), Fault.valueOf(f[0])))
              .toList();
      return Optional.of(new Case(Story.valueOf(story), at, 1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
