package io.verdigris;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Says what is to be rolled out and how. Immutable and made of text and numbers only, so that it
 * can be saved and another process can go on with it.
 *
 * @param application the application
 * @param change what makes the new version differ
 * @param timings how long things may take
 * @param options what to do beside the usual
 * @param steps the parts of traffic that the new colour has before it has all; none unless given.
 *     They are left out of a first installation
 * @param entry where clients come in, for confirming a switch by real connections
 * @param whenBlind what is done when nothing can be told of the new colour; of each kind, the
 *     default unless it is given
 * @param extensions the extensions that take part, in the order of their calls
 */
public record RolloutSpec(
    Application application,
    Change change,
    Timings timings,
    Options options,
    List<TrafficStep> steps,
    Optional<Entry> entry,
    Map<Blind, BlindRule> whenBlind,
    List<Extension> extensions) {

  /** Copies lists and map. */
  public RolloutSpec {
    steps = TrafficStep.checked(steps);
    var rules = new EnumMap<Blind, BlindRule>(Blind.class);
    for (Blind blind : Blind.values()) {
      rules.put(blind, whenBlind.getOrDefault(blind, blind.rule()));
    }
    whenBlind = Collections.unmodifiableMap(rules);
    extensions = List.copyOf(extensions);
  }

  /** Returns the extensions of one kind, in order. */
  public List<Extension> extensions(Extension.Kind kind) {
    return extensions.stream().filter(e -> e.kind() == kind).toList();
  }

  /** Starts a spec for this application; all the rest has defaults. */
  public static Builder builder(Application application) {
    return new Builder(application);
  }

  /** Starts a spec for the Service of this name; all the rest has defaults. */
  public static Builder builder(String namespace, String service) {
    return builder(new Application(namespace, service));
  }

  /**
   * How long things may take; each is at least zero.
   *
   * @param soak how long the new colour is watched before the old one goes; default 1 h
   * @param deploy until the new colour is ready; default 10 min
   * @param verify until it is verified, a person's approval not counted; default 10 min
   * @param confirm until traffic is proven to have moved; default 1 min
   * @param drain until the old colour goes although it is not silent; default 5 min
   * @param quiet how long the old colour must serve no request to count as silent; default 10 s
   * @param minReady how long a pod must be ready to count, to the second; default 0 s
   * @param sample between two looks at the new colour; default 2 s
   * @param person how long a person's approval or decision is waited for; default 24 h
   * @param compare how long both colours have traffic at the same time before a suspicion takes it
   *     back, at most 10 min; 0 takes it back at once; default 1 min
   */
  public record Timings(
      Duration soak,
      Duration deploy,
      Duration verify,
      Duration confirm,
      Duration drain,
      Duration quiet,
      Duration minReady,
      Duration sample,
      Duration person,
      Duration compare) {
    private static final Duration LONGEST_COMPARISON = Duration.ofMinutes(10);

    /** The defaults. */
    public static final Timings DEFAULTS =
        new Timings(
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofHours(24),
            Duration.ofMinutes(1));

    /** Checks each. */
    public Timings {
      Checks.notNegative(soak, "soak");
      Checks.positive(deploy, "deploy timeout");
      Checks.positive(verify, "verify timeout");
      Checks.positive(confirm, "confirm timeout");
      Checks.notNegative(drain, "drain timeout");
      Checks.notNegative(quiet, "quiet");
      Checks.notNegative(minReady, "minReady");
      Checks.positive(sample, "sample interval");
      Checks.positive(person, "person timeout");
      Checks.notNegative(compare, "compare");
      Checks.argument(
          compare.compareTo(LONGEST_COMPARISON) <= 0, "compare", compare, "must be at most 10 min");
    }

    private Timings with(Duration soak, Duration deploy, Duration drain, Duration compare) {
      return new Timings(
          soak, deploy, verify, confirm, drain, quiet, minReady, sample, person, compare);
    }
  }

  /** What to do where the soak is over and it cannot be told whether the new colour is worse. */
  public enum Inconclusive {
    /** The soak is as long again, once; after that as {@link #HOLD}. */
    EXTEND,
    /** A person decides; until then both colours stay. */
    HOLD,
    /** Traffic goes back. */
    ROLL_BACK,
    /**
     * The new colour is promoted where what was seen is too little; where nothing was seen at all
     * as {@link #HOLD}, since being blind never promotes.
     */
    PROMOTE
  }

  /**
   * What to do beside the usual; all off by default.
   *
   * @param keepOld whether the old colour stays at its size after the soak
   * @param keepNew whether a failed new colour stays for inspection, without traffic
   * @param approval whether a person must approve before traffic moves
   * @param supersede whether a rollout that is under way is aborted, and its end waited for,
   *     instead of this one being refused
   * @param inconclusive what to do where the soak ends without a judgement; default {@link
   *     Inconclusive#EXTEND}
   * @param pastNoReturn whether the version before is brought back although a point of no return
   *     was passed since, because whoever starts this knows that it can serve again
   */
  public record Options(
      boolean keepOld,
      boolean keepNew,
      boolean approval,
      boolean supersede,
      Inconclusive inconclusive,
      boolean pastNoReturn) {
    /** All off. */
    public static final Options DEFAULTS =
        new Options(false, false, false, false, Inconclusive.EXTEND, false);
  }

  /** Collects a spec; not safe for use by several threads. */
  public static final class Builder {
    private final Application application;
    private final SortedMap<String, String> images = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, String>> env = new TreeMap<>();
    private final SortedMap<String, String> labels = new TreeMap<>();
    private final List<Extension> extensions = new ArrayList<>();
    private Optional<Change> whole = Optional.empty();
    private final Map<Blind, BlindRule> whenBlind = new EnumMap<>(Blind.class);
    private Optional<Entry> entry = Optional.empty();
    private final List<TrafficStep> steps = new ArrayList<>();
    private Timings timings = Timings.DEFAULTS;
    private Options options = Options.DEFAULTS;

    private Builder(Application application) {
      this.application = application;
    }

    /** Sets the image of a container of the live template. */
    public Builder image(String container, String image) {
      images.put(container, image);
      return this;
    }

    /** Sets an environment variable of a container of the live template. */
    public Builder env(String container, String name, String value) {
      env.computeIfAbsent(container, c -> new TreeMap<>()).put(name, value);
      return this;
    }

    /** Sets a label on the new colour's pods. */
    public Builder label(String name, String value) {
      labels.put(name, value);
      return this;
    }

    /**
     * Takes a whole Deployment manifest instead of the live template; not together with the above.
     */
    public Builder manifest(String yaml) {
      whole = Optional.of(new Change.Manifest(yaml));
      return this;
    }

    /** Brings the idle colour back as it still stands; not together with the above. */
    public Builder previousVersion() {
      whole = Optional.of(new Change.Previous());
      return this;
    }

    /** Adds an extension: a verifier, a hook, a source of metrics, a policy … */
    public Builder use(Extension extension) {
      extensions.add(extension);
      return this;
    }

    /**
     * Adds a step: this part of the traffic for so long, before the next step, or before all of it.
     * Each needs more weight than the one before.
     *
     * @param weight of 100 requests, how many the new colour gets, 1 to 99
     * @throws IllegalArgumentException for another weight, or a duration of zero
     */
    public Builder step(int weight, Duration duration) {
      steps.add(TrafficStep.of(weight, duration));
      return this;
    }

    /**
     * Has both colours serve for so long before the new one serves alone, for load balancers and
     * clients that are slow to learn of new pods; not together with {@link #step}.
     */
    public Builder overlap(Duration duration) {
      steps.add(TrafficStep.overlap(duration));
      return this;
    }

    /** Sets where clients come in. */
    public Builder entry(Entry where) {
      entry = Optional.of(where);
      return this;
    }

    /**
     * Sets what is done when nothing can be told of the new colour in this way; default {@link
     * Blind#rule}.
     */
    public Builder whenBlind(Blind blind, BlindRule rule) {
      whenBlind.put(blind, rule);
      return this;
    }

    /** Sets how long the new colour is watched before the old one goes; default 1 h. */
    public Builder soak(Duration soak) {
      return timings(t -> t.with(soak, t.deploy, t.drain, t.compare));
    }

    /** Sets how long the new colour may take to become ready; default 10 min. */
    public Builder deployTimeout(Duration deploy) {
      return timings(t -> t.with(t.soak, deploy, t.drain, t.compare));
    }

    /** Sets when the old colour goes although it is not silent; default 5 min. */
    public Builder drainTimeout(Duration drain) {
      return timings(t -> t.with(t.soak, t.deploy, drain, t.compare));
    }

    /**
     * Sets how long both colours have traffic at the same time before a suspicion takes it back, at
     * most 10 min; 0 takes it back at once; default 1 min.
     */
    public Builder compare(Duration compare) {
      return timings(t -> t.with(t.soak, t.deploy, t.drain, compare));
    }

    /** Changes the timings as a whole. */
    public Builder timings(UnaryOperator<Timings> change) {
      timings = change.apply(timings);
      return this;
    }

    /** Changes the options as a whole. */
    public Builder options(UnaryOperator<Options> change) {
      options = change.apply(options);
      return this;
    }

    /** Asks for a person's approval before traffic moves. */
    public Builder requireApproval() {
      return options(
          o ->
              new Options(o.keepOld, o.keepNew, true, o.supersede, o.inconclusive, o.pastNoReturn));
    }

    /**
     * Sets what to do where the soak ends without a judgement; default {@link Inconclusive#EXTEND}.
     */
    public Builder whenInconclusive(Inconclusive what) {
      return options(
          o -> new Options(o.keepOld, o.keepNew, o.approval, o.supersede, what, o.pastNoReturn));
    }

    /** Has a rollout that is under way go back first, instead of being refused because of it. */
    public Builder supersede() {
      return options(
          o -> new Options(o.keepOld, o.keepNew, o.approval, true, o.inconclusive, o.pastNoReturn));
    }

    /**
     * Brings the version before back although a rollout has passed a point of no return since;
     * without this it is refused. Only with {@link #previousVersion}, once that version can serve
     * again.
     */
    public Builder pastNoReturn() {
      return options(
          o -> new Options(o.keepOld, o.keepNew, o.approval, o.supersede, o.inconclusive, true));
    }

    /**
     * Returns the spec.
     *
     * @throws IllegalArgumentException when a whole manifest and single changes are mixed, or steps
     *     do not rise
     */
    public RolloutSpec build() {
      var template = new Change.Template(images, env, labels);
      if (whole.isPresent() && !template.isEmpty()) {
        throw new IllegalArgumentException(
            "image, env and label change the live template and cannot be combined with a manifest or the previous"
                + " version; put them into the manifest");
      }
      return new RolloutSpec(
          application,
          whole.orElse(template),
          timings,
          options,
          steps,
          entry,
          whenBlind,
          extensions);
    }
  }
}
