package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Change;
import io.verdigris.Colour;
import io.verdigris.Entry;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutSpec.Options;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.spi.PermanentFailureException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a state as flat text, key by key, and reads it back. Keys are letters, digits, '-', '_'
 * and '.', so that any store that keeps text by name can keep them.
 */
final class LedgerCodec {
  private static final String SCHEMA = "1";

  private LedgerCodec() {}

  static SortedMap<String, String> write(RolloutState s) {
    SortedMap<String, String> out = new TreeMap<>();
    out.put("schema", SCHEMA);
    out.put("rollout", s.id());
    out.put("phase", s.phase().name());
    out.put("started", s.startedAt().toString());
    out.put("since", s.since().toString());
    s.from().ifPresent(c -> out.put("from", c.label()));
    out.put("to", s.to().label());
    out.put("replicas", Integer.toString(s.replicas()));
    out.put("epoch-base", Long.toString(s.epochBase()));
    out.put("moved", Boolean.toString(s.moved()));
    out.put("approved", Boolean.toString(s.approved()));
    out.put("cause", s.cause());
    out.put("request-answered", s.request());
    s.hooks().forEach((key, value) -> out.put("hook." + key, value));
    for (int i = 0; i < s.notes().size(); i++) {
      out.put("note." + i, s.notes().get(i));
    }
    writeSpec(s.phase().isFinal() ? withoutContents(s.spec()) : s.spec(), out);
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
        spec.entry(),
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
    out.put("spec.keep-old", Boolean.toString(spec.options().keepOld()));
    out.put("spec.keep-new", Boolean.toString(spec.options().keepNew()));
    out.put("spec.approval", Boolean.toString(spec.options().approval()));
    out.put("spec.supersede", Boolean.toString(spec.options().supersede()));
    spec.entry()
        .ifPresent(
            e -> {
              out.put("spec.entry", e.uri().toString());
              out.put("spec.entry-header", e.header());
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
   * Reads a state back.
   *
   * @throws PermanentFailureException when it is of a later schema or not readable
   */
  static RolloutState read(Application application, Map<String, String> in) {
    String schema = in.getOrDefault("schema", "none");
    if (!SCHEMA.equals(schema)) {
      throw new PermanentFailureException(
          "the ledger of "
              + application
              + " has schema "
              + schema
              + ", this version reads "
              + SCHEMA
              + "; use the version of Verdigris that wrote it");
    }
    try {
      return readState(application, new Fields(in));
    } catch (RuntimeException e) {
      throw new PermanentFailureException(
          "the ledger of "
              + application
              + " cannot be read and was left as it is: "
              + e.getMessage(),
          e);
    }
  }

  private static RolloutState readState(Application application, Fields in) {
    return new RolloutState(
        in.text("rollout"),
        readSpec(application, in),
        Phase.valueOf(in.text("phase")),
        Instant.parse(in.text("started")),
        Instant.parse(in.text("since")),
        in.optional("from").flatMap(Colour::ofLabel),
        Colour.ofLabel(in.text("to"))
            .orElseThrow(() -> new IllegalArgumentException("key \"to\" names no colour")),
        Integer.parseInt(in.text("replicas")),
        Long.parseLong(in.text("epoch-base")),
        in.flag("moved"),
        in.flag("approved"),
        in.text("cause"),
        in.below("hook."),
        in.list("note."),
        in.text("request-answered"));
  }

  private static RolloutSpec readSpec(Application application, Fields in) {
    var timings =
        new Timings(
            in.duration("spec.soak"),
            in.duration("spec.deploy"),
            in.duration("spec.verify"),
            in.duration("spec.confirm"),
            in.duration("spec.drain"),
            in.duration("spec.quiet"),
            in.duration("spec.min-ready"),
            in.duration("spec.sample"),
            in.duration("spec.person"));
    var options =
        new Options(
            in.flag("spec.keep-old"),
            in.flag("spec.keep-new"),
            in.flag("spec.approval"),
            in.flag("spec.supersede"));
    Optional<Entry> entry =
        in.optional("spec.entry")
            .map(uri -> new Entry(URI.create(uri), in.text("spec.entry-header")));
    return new RolloutSpec(
        application, readChange(in), timings, options, entry, readExtensions(in));
  }

  private static Change readChange(Fields in) {
    if (in.optional("change.manifest").isPresent()) {
      return new Change.Manifest(in.text("change.manifest"));
    } else if (in.optional("change.previous").isPresent()) {
      return new Change.Previous();
    }
    SortedMap<String, SortedMap<String, String>> env = new TreeMap<>();
    for (int i = 0; in.optional("change.env." + i + ".name").isPresent(); i++) {
      String prefix = "change.env." + i + ".";
      env.computeIfAbsent(in.text(prefix + "container"), c -> new TreeMap<>())
          .put(in.text(prefix + "name"), in.text(prefix + "value"));
    }
    return new Change.Template(in.pairs("change.image"), env, in.pairs("change.label"));
  }

  private static List<Extension> readExtensions(Fields in) {
    var extensions = new ArrayList<Extension>();
    for (int i = 0; in.optional("extension." + i + ".id").isPresent(); i++) {
      String prefix = "extension." + i + ".";
      var kind = Extension.Kind.valueOf(in.text(prefix + "kind"));
      extensions.add(new Extension(kind, in.text(prefix + "id"), in.below(prefix + "set.")));
    }
    return extensions;
  }

  /** Reads typed values by key; a missing key is named. */
  private record Fields(Map<String, String> in) {
    Optional<String> optional(String key) {
      return Optional.ofNullable(in.get(key));
    }

    String text(String key) {
      return optional(key)
          .orElseThrow(() -> new IllegalArgumentException("key \"" + key + "\" is missing"));
    }

    boolean flag(String key) {
      return Boolean.parseBoolean(text(key));
    }

    Duration duration(String key) {
      return Duration.parse(text(key));
    }

    List<String> list(String prefix) {
      var out = new ArrayList<String>();
      for (int i = 0; optional(prefix + i).isPresent(); i++) {
        out.add(text(prefix + i));
      }
      return out;
    }

    SortedMap<String, String> pairs(String prefix) {
      SortedMap<String, String> out = new TreeMap<>();
      for (int i = 0; optional(prefix + "." + i + ".name").isPresent(); i++) {
        out.put(text(prefix + "." + i + ".name"), text(prefix + "." + i + ".value"));
      }
      return out;
    }

    SortedMap<String, String> below(String prefix) {
      SortedMap<String, String> out = new TreeMap<>();
      in.forEach(
          (key, value) -> {
            if (key.startsWith(prefix)) {
              out.put(key.substring(prefix.length()), value);
            }
          });
      return out;
    }
  }
}
