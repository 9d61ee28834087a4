package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Change;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.TrafficStep;
import io.verdigris.spi.PermanentFailureException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

/**
 * Writes a state as flat text, key by key, and reads it back. Keys are letters, digits, '-', '_'
 * and '.', so that any store that keeps text by name can keep them. {@code docs/ledger.md} tells
 * what each means and what later versions may change.
 */
final class LedgerCodec {
  /** Of states that earlier versions would go back from although they must not. */
  private static final String PAST_RETURN = "2";

  private static final String SCHEMA = "1";
  static final Set<String> READABLE = Set.of(SCHEMA, PAST_RETURN);
  static final String WRITTEN_BY = "written-by";
  static final String CHECKSUM = "checksum";
  static final String NO_COLOUR = "none";
  static final String WHEN_BLIND = "spec.when-blind.";
  static final String HOLD = "hold";

  /** This version of Verdigris. */
  static final String VERSION =
      Optional.ofNullable(LedgerCodec.class.getPackage().getImplementationVersion())
          .orElse("development");

  private LedgerCodec() {}

  static SortedMap<String, String> write(RolloutState s) {
    SortedMap<String, String> out = new TreeMap<>();
    out.put("schema", s.noWayToIdle().isPresent() ? PAST_RETURN : SCHEMA);
    out.put(WRITTEN_BY, VERSION);
    out.put("rollout", s.id());
    out.put("phase", s.phase().name());
    out.put("started", s.startedAt().toString());
    out.put("since", s.since().toString());
    out.put("from", s.from().map(Colour::label).orElse(NO_COLOUR));
    out.put("to", s.to().label());
    out.put("replicas", Integer.toString(s.replicas()));
    out.put("epoch-base", Long.toString(s.epochBase()));
    out.put("selection", s.selection());
    if (!s.phase().isFinal()) {
      BaselineText.write(s.baseline(), out);
    }
    out.put("moved", Boolean.toString(s.moved()));
    out.put("approved", Boolean.toString(s.approved()));
    out.put("cause", s.cause());
    out.put("request-answered", s.request());
    s.hooks().forEach((key, value) -> out.put("hook." + key, value));
    for (int i = 0; i < s.notes().size(); i++) {
      out.put("note." + i, s.notes().get(i));
    }
    writeSpec(s.phase().isFinal() ? withoutContents(s.spec()) : s.spec(), out);
    out.put(CHECKSUM, checksum(out));
    return out;
  }

  /**
   * Once nobody goes on with a rollout, variables and settings have no business in the cluster any
   * more; what directs traffic must still be known.
   */
  private static RolloutSpec withoutContents(RolloutSpec spec) {
    return new RolloutSpec(
        spec.application(),
        new Change.Template(new TreeMap<>(), new TreeMap<>(), new TreeMap<>()),
        spec.timings(),
        spec.options(),
        List.of(),
        spec.entry(),
        spec.whenBlind(),
        spec.extensions(Extension.Kind.SWITCHER));
  }

  private static void writeSpec(RolloutSpec spec, Map<String, String> out) {
    Timings t = spec.timings();
    out.put("spec.soak", t.soak().toString());
    out.put("spec.deploy", t.deploy().toString());
    out.put("spec.verify", t.verify().toString());
    out.put("spec.confirm", t.confirm().toString());
    out.put("spec.drain", t.drain().toString());
    out.put("spec.quiet", t.quiet().toString());
    out.put("spec.min-ready", t.minReady().toString());
    out.put("spec.sample", t.sample().toString());
    out.put("spec.person", t.person().toString());
    out.put("spec.compare", t.compare().toString());
    out.put("spec.keep-old", Boolean.toString(spec.options().keepOld()));
    out.put("spec.keep-new", Boolean.toString(spec.options().keepNew()));
    out.put("spec.approval", Boolean.toString(spec.options().approval()));
    out.put("spec.supersede", Boolean.toString(spec.options().supersede()));
    out.put("spec.inconclusive", spec.options().inconclusive().name());
    if (spec.options().pastNoReturn()) {
      out.put("spec.past-no-return", "true");
    }
    for (int i = 0; i < spec.steps().size(); i++) {
      TrafficStep step = spec.steps().get(i);
      out.put("spec.step." + i + ".weight", Integer.toString(step.weight()));
      out.put("spec.step." + i + ".for", step.duration().toString());
    }
    spec.whenBlind()
        .forEach(
            (blind, rule) ->
                out.put(
                    WHEN_BLIND + blind.label(),
                    rule.rollBackAfter().map(Duration::toString).orElse(HOLD)));
    spec.entry()
        .ifPresent(
            e -> {
              out.put("spec.entry", e.uri().toString());
              out.put("spec.entry-header", e.header());
              if (!e.equals(new Entry(e.uri(), e.header()))) {
                out.put("spec.entry-detect", Double.toString(e.detect()));
                out.put("spec.entry-confidence", Double.toString(e.confidence()));
              }
            });
    writeChange(spec.change(), out);
    for (int i = 0; i < spec.extensions().size(); i++) {
      Extension e = spec.extensions().get(i);
      String prefix = "extension." + i + ".";
      out.put(prefix + "kind", e.kind().name());
      out.put(prefix + "id", e.id());
      e.settings().forEach((key, value) -> out.put(prefix + "set." + key, value));
    }
  }

  private static void writeChange(Change change, Map<String, String> out) {
    if (change instanceof Change.Manifest m) {
      out.put("change.manifest", m.yaml());
    } else if (change instanceof Change.Previous) {
      out.put("change.previous", "true");
    } else if (change instanceof Change.Template t) {
      writePairs("change.image", t.images(), out);
      writePairs("change.label", t.labels(), out);
      int[] n = {0};
      t.env()
          .forEach(
              (container, variables) ->
                  variables.forEach(
                      (name, value) -> {
                        String prefix = "change.env." + n[0]++ + ".";
                        out.put(prefix + "container", container);
                        out.put(prefix + "name", name);
                        out.put(prefix + "value", value);
                      }));
    }
  }

  /**
   * Names may hold characters that a key may not, such as the slash of a label: they become values.
   */
  private static void writePairs(
      String prefix, Map<String, String> pairs, Map<String, String> out) {
    int n = 0;
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      out.put(prefix + "." + n + ".name", pair.getKey());
      out.put(prefix + "." + n++ + ".value", pair.getValue());
    }
  }

  /**
   * Sums up keys and values, so that a change by hand is seen. No protection from malice.
   *
   * @param state what is summed up; a checksum in it is left out
   */
  static String checksum(SortedMap<String, String> state) {
    var sum = new CRC32();
    state.forEach(
        (key, value) -> {
          if (!key.equals(CHECKSUM)) {
            sum.update((key + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
          }
        });
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  /** Returns how many bytes of the ledger a spec takes. */
  static int size(RolloutSpec spec) {
    var out = new TreeMap<String, String>();
    writeSpec(spec, out);
    return out.entrySet().stream().mapToInt(e -> bytes(e.getKey()) + bytes(e.getValue())).sum();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Reads a state back.
   *
   * @param where says where a key is, for messages
   * @throws PermanentFailureException when it is of a later schema or not readable
   */
  static RolloutState read(
      Application application, Map<String, String> in, UnaryOperator<String> where) {
    return new LedgerReader(application, new LedgerFields(in, where)).state();
  }
}
