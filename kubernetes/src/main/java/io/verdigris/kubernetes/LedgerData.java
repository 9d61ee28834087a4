package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.Ledger.PersonRequest;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a ledger as a ConfigMap and reads it back. */
final class LedgerData {
  private static final String PREFIX = "verdigris-";
  private static final String STATE = "state.";
  private static final String HISTORY = "history.";
  private static final String REQUEST = "request.";
  private static final String FORMAT = "format";
  private static final String ONLY_FORMAT = "1";
  private static final int LONGEST_SHOWN = 60;

  /** What the API server takes, but for some room for the rest of the object. */
  private static final int LARGEST = 1024 * 1024 - 16 * 1024;

  private LedgerData() {}

  static String name(Application application) {
    return PREFIX + application.service();
  }

  /** Returns whose ledger it is; empty when its name is not one that a ledger can have. */
  static Optional<Application> application(ConfigMap map) {
    var meta = map.getMetadata();
    try {
      return Optional.of(
          new Application(meta.getNamespace(), meta.getName().substring(PREFIX.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Says where a key of an application's ledger is. */
  static String locate(Application application, String key) {
    return "ConfigMap " + application.namespace() + "/" + name(application) + ": data." + key;
  }

  static boolean isLedger(ConfigMap map) {
    return Fences.label(map, Marks.LEDGER).equals("true")
        && map.getMetadata().getName().startsWith(PREFIX);
  }

  static ConfigMap write(Application application, Versioned<Ledger> versioned) {
    SortedMap<String, String> data = data(versioned.value());
    int size =
        data.entrySet().stream().mapToInt(e -> bytes(e.getKey()) + bytes(e.getValue())).sum();
    if (size > LARGEST) {
      throw new PermanentFailureException(
          "the ledger of "
              + application
              + " has "
              + size
              + " bytes, but a ConfigMap holds at most "
              + LARGEST
              + "; give a smaller manifest or fewer settings");
    }
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(application.namespace())
        .withName(name(application))
        .withResourceVersion(versioned.version().isEmpty() ? null : versioned.version())
        .addToLabels(Marks.LEDGER, "true")
        .addToLabels("app.kubernetes.io/managed-by", "verdigris")
        .endMetadata()
        .withData(data)
        .build();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static SortedMap<String, String> data(Ledger ledger) {
    SortedMap<String, String> data = new TreeMap<>();
    data.put(FORMAT, ONLY_FORMAT);
    data.put("fence", Long.toString(ledger.fence()));
    data.put("epoch", Long.toString(ledger.epoch()));
    data.put("rollouts", Long.toString(ledger.rollouts()));
    data.put("owner", ledger.owner());
    ledger.state().forEach((key, value) -> data.put(STATE + key, value));
    for (int i = 0; i < ledger.history().size(); i++) {
      data.put("%s%02d".formatted(HISTORY, i), ledger.history().get(i));
    }
    ledger.request().ifPresent(r -> write(r, data));
    return data;
  }

  private static void write(PersonRequest request, Map<String, String> data) {
    data.put(REQUEST + "id", request.id());
    data.put(REQUEST + "rollout", request.rollout());
    data.put(REQUEST + "kind", request.kind().name());
    data.put(REQUEST + "by", request.by());
    data.put(REQUEST + "reason", request.reason());
  }

  /**
   * Reads a ledger.
   *
   * @throws PermanentFailureException when the ConfigMap holds none
   */
  static Versioned<Ledger> read(ConfigMap map) {
    if (!isLedger(map)) {
      throw new PermanentFailureException(
          Fences.describe(map)
              + " lacks label "
              + Marks.LEDGER
              + "=true, so it is somebody else's; rename or delete it");
    }
    var reader = new Reader(map, Optional.ofNullable(map.getData()).orElse(Map.of()));
    return new Versioned<>(reader.ledger(), map.getMetadata().getResourceVersion());
  }

  private record Reader(ConfigMap map, Map<String, String> data) {
    private static final String REMEDY =
        "put it right, or delete the ledger once no rollout is under way";

    Ledger ledger() {
      refuseOtherFormat();
      return new Ledger(
          number("fence"),
          number("epoch"),
          number("rollouts"),
          text("owner"),
          state(),
          history(),
          data.keySet().stream().anyMatch(key -> key.startsWith(REQUEST))
              ? Optional.of(request())
              : Optional.empty());
    }

    /** Before there was this key, there was one format. */
    private void refuseOtherFormat() {
      String format = data.getOrDefault(FORMAT, ONLY_FORMAT);
      if (!format.equals(ONLY_FORMAT)) {
        throw refused(
            FORMAT,
            "is " + shown(format) + ", but this version of Verdigris reads " + ONLY_FORMAT,
            "use the version that wrote it, "
                + shown(data.getOrDefault(STATE + "written-by", "unknown"))
                + ", or a later one");
      }
    }

    private long number(String key) {
      String value = text(key);
      if (!value.matches("\\d{1,18}")) {
        throw corrupt(key, value, "a whole number");
      }
      return Long.parseLong(value);
    }

    private String text(String key) {
      return Optional.ofNullable(data.get(key))
          .orElseThrow(() -> refused(key, "is missing", REMEDY));
    }

    private SortedMap<String, String> state() {
      SortedMap<String, String> state = new TreeMap<>();
      data.forEach(
          (key, value) -> {
            if (key.startsWith(STATE)) {
              state.put(key.substring(STATE.length()), value);
            }
          });
      return state;
    }

    private List<String> history() {
      var lines = new ArrayList<String>();
      new TreeMap<>(data)
          .forEach(
              (key, value) -> {
                if (key.startsWith(HISTORY)) {
                  lines.add(value);
                }
              });
      return lines;
    }

    private PersonRequest request() {
      String kind = text(REQUEST + "kind");
      List<String> kinds = Arrays.stream(PersonRequest.Kind.values()).map(Enum::name).toList();
      if (!kinds.contains(kind)) {
        throw corrupt(REQUEST + "kind", kind, "one of " + kinds);
      }
      return new PersonRequest(
          text(REQUEST + "id"),
          text(REQUEST + "rollout"),
          PersonRequest.Kind.valueOf(kind),
          text(REQUEST + "by"),
          text(REQUEST + "reason"));
    }

    private PermanentFailureException corrupt(String key, String value, String rule) {
      return refused(key, "is " + shown(value) + ", but must be " + rule, REMEDY);
    }

    private PermanentFailureException refused(String key, String problem, String remedy) {
      return new PermanentFailureException(
          Fences.describe(map)
              + ": data."
              + key
              + " "
              + problem
              + "; it was left as it is: "
              + remedy);
    }

    private static String shown(String value) {
      String line = value.replaceAll("\\p{Cntrl}", " ");
      boolean whole = line.length() <= LONGEST_SHOWN;
      return "\"" + (whole ? line : line.substring(0, LONGEST_SHOWN) + " …") + "\"";
    }
  }

  /** Returns what other processes write; it is equal while the owner only saves its state. */
  static Object essence(ConfigMap map) {
    Map<String, String> data = Optional.ofNullable(map.getData()).orElse(Map.of());
    return List.of(
        data.getOrDefault("fence", ""),
        data.getOrDefault("owner", ""),
        data.getOrDefault(REQUEST + "id", ""));
  }
}
