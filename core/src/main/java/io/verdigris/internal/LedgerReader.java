package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.Change;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Inconclusive;
import io.verdigris.RolloutSpec.Options;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.TrafficStep;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a state that {@link LedgerCodec} has written, maybe of an earlier version, and refuses what
 * is not one.
 */
record LedgerReader(Application application, LedgerFields in) {

  RolloutState state() {
    refuseOtherSchema();
    var state =
        new RolloutState(
            rollout(),
            spec(),
            phase(),
            in.instant("started"),
            in.instant("since"),
            from(),
            to(),
            (int) in.number("replicas", Integer.MAX_VALUE),
            in.number("epoch-base", Long.MAX_VALUE - 2),
            in.optional("selection").orElse(""),
            BaselineText.read(in),
            in.flag("moved"),
            in.flag("approved"),
            in.text("cause"),
            in.below("hook."),
            in.list("note."),
            in.text("request-answered"));
    refuseStepsThatAreNot(state);
    refuseEdited();
    return state;
  }

  private void refuseStepsThatAreNot(RolloutState state) {
    int begun = state.stepsBegun();
    int most = state.spec().steps().size();
    boolean none = state.phase() == Phase.SHIFT && begun == 0;
    if (!state.phase().isFinal() && (begun > most || none)) {
      throw in.corrupt(
          "hook." + RolloutState.STEPS,
          Integer.toString(begun),
          "the number of the step that has begun, of " + most);
    }
  }

  private void refuseOtherSchema() {
    String schema = in.text("schema");
    if (!LedgerCodec.READABLE.contains(schema)) {
      String writer = in.optional(LedgerCodec.WRITTEN_BY).orElse("another version");
      throw in.corrupt(
          "schema",
          schema,
          String.join(" or ", new TreeSet<>(LedgerCodec.READABLE))
              + ", which is what Verdigris "
              + LedgerCodec.VERSION
              + " reads (it was written by "
              + LedgerFields.shown(writer)
              + ")",
          "use the version that wrote it, or a later one");
    }
  }

  /** What passes all else may still have been changed, such as a variable or a limit. */
  private void refuseEdited() {
    Optional<String> told = in.optional(LedgerCodec.CHECKSUM);
    String found = LedgerCodec.checksum(new TreeMap<>(in.in()));
    if (told.isPresent() && !told.get().equals(found)) {
      throw in.corrupt(
          LedgerCodec.CHECKSUM,
          told.get(),
          found + ", going by the other keys below state: somebody changed one of them",
          "put that back; whoever means the change deletes this key as well");
    }
  }

  /** A copy of another application's ledger must not be taken for this one's. */
  private String rollout() {
    String id = in.text("rollout");
    if (!id.matches("\\Q" + application.service() + "\\E-\\d{1,18}")) {
      throw in.corrupt("rollout", id, application.service() + "- and a number");
    }
    return id;
  }

  private Phase phase() {
    Phase phase = in.constant("phase", Phase.class);
    if (phase == Phase.ADMIT) {
      throw in.corrupt("phase", phase.name(), "a phase after ADMIT, in which nothing is saved");
    }
    return phase;
  }

  private Colour to() {
    Colour to = in.colour("to");
    if (from().filter(to::equals).isPresent()) {
      throw in.corrupt("to", to.label(), "another colour than from");
    }
    return to;
  }

  /** Before writers were named, there was no key for a first installation. */
  private Optional<Colour> from() {
    boolean always = in.optional(LedgerCodec.WRITTEN_BY).isPresent();
    String from = always ? in.text("from") : in.optional("from").orElse(LedgerCodec.NO_COLOUR);
    return from.equals(LedgerCodec.NO_COLOUR) ? Optional.empty() : Optional.of(in.colour("from"));
  }

  private RolloutSpec spec() {
    return new RolloutSpec(
        application, change(), timings(), options(), steps(), entry(), whenBlind(), extensions());
  }

  private Timings timings() {
    return new Timings(
        in.duration("spec.soak"),
        in.positive("spec.deploy"),
        in.positive("spec.verify"),
        in.positive("spec.confirm"),
        in.duration("spec.drain"),
        in.duration("spec.quiet"),
        in.duration("spec.min-ready"),
        in.positive("spec.sample"),
        in.positive("spec.person"),
        in.duration("spec.compare", Timings.DEFAULTS.compare()));
  }

  private Options options() {
    return new Options(
        in.flag("spec.keep-old"),
        in.flag("spec.keep-new"),
        in.flag("spec.approval"),
        in.flag("spec.supersede", Options.DEFAULTS.supersede()),
        in.optional("spec.inconclusive").isPresent()
            ? in.constant("spec.inconclusive", Inconclusive.class)
            : Options.DEFAULTS.inconclusive(),
        in.flag("spec.past-no-return", Options.DEFAULTS.pastNoReturn()));
  }

  private List<TrafficStep> steps() {
    var steps = new ArrayList<TrafficStep>();
    for (int i = 0; in.begins("spec.step." + i + "."); i++) {
      String prefix = "spec.step." + i + ".";
      int weight = (int) in.number(prefix + "weight", 99);
      steps.add(new TrafficStep(weight, in.positive(prefix + "for")));
    }
    return steps;
  }

  private Optional<Entry> entry() {
    return in.optional("spec.entry")
        .map(
            uri ->
                in.checked(
                    "spec.entry",
                    "an http or https address with the header of spec.entry-header",
                    () -> new Entry(URI.create(uri), in.text("spec.entry-header"))))
        .map(
            entry ->
                in.checked(
                    "spec.entry-detect",
                    "a share and a confidence that an entry may have",
                    () ->
                        entry.detecting(
                            share("spec.entry-detect", entry.detect()),
                            share("spec.entry-confidence", entry.confidence()))));
  }

  private double share(String key, double usual) {
    return in.optional(key).map(Double::parseDouble).orElse(usual);
  }

  /** Before there were rules, all that was not seen was held. */
  private Map<Blind, BlindRule> whenBlind() {
    var rules = new EnumMap<Blind, BlindRule>(Blind.class);
    for (Blind blind : Blind.values()) {
      String key = LedgerCodec.WHEN_BLIND + blind.label();
      boolean hold = in.optional(key).orElse(LedgerCodec.HOLD).equals(LedgerCodec.HOLD);
      rules.put(blind, hold ? BlindRule.hold() : BlindRule.rollBackAfter(in.duration(key)));
    }
    return rules;
  }

  private Change change() {
    Optional<String> manifest = in.optional("change.manifest");
    if (manifest.isPresent()) {
      return in.checked("change.manifest", "a manifest", () -> new Change.Manifest(manifest.get()));
    } else if (in.flag("change.previous", false)) {
      return new Change.Previous();
    }
    SortedMap<String, SortedMap<String, String>> env = new TreeMap<>();
    for (int i = 0; in.begins("change.env." + i + "."); i++) {
      String prefix = "change.env." + i + ".";
      env.computeIfAbsent(in.text(prefix + "container"), c -> new TreeMap<>())
          .put(in.text(prefix + "name"), in.text(prefix + "value"));
    }
    return in.checked(
        "change.image.0.value",
        "an image, as are all that follow",
        () -> new Change.Template(in.pairs("change.image"), env, in.pairs("change.label")));
  }

  private List<Extension> extensions() {
    var extensions = new ArrayList<Extension>();
    for (int i = 0; in.begins("extension." + i + "."); i++) {
      String prefix = "extension." + i + ".";
      Extension.Kind kind = in.constant(prefix + "kind", Extension.Kind.class);
      String id = in.text(prefix + "id");
      extensions.add(
          in.checked(
              prefix + "id",
              "an extension's id, and the keys below " + prefix + "set. names of settings",
              () -> new Extension(kind, id, in.below(prefix + "set."))));
    }
    return extensions;
  }
}
