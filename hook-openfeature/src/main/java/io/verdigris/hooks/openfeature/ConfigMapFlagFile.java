package io.verdigris.hooks.openfeature;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.VerdigrisException;
import io.verdigris.kubernetes.ApiServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Flags in a ConfigMap, which flagd or the application's provider reads mounted as a file. */
record ConfigMapFlagFile(ApiServer api, String namespace, String name, String key)
    implements FlagFile {
  private static final int TRIES = 5;

  @Override
  public String place() {
    return "ConfigMap " + namespace + "/" + name + ", key " + key;
  }

  @Override
  public Optional<String> read() {
    return object().flatMap(this::text);
  }

  private Optional<ConfigMap> object() {
    return api.get(ConfigMap.class, namespace, name);
  }

  private Optional<String> text(ConfigMap object) {
    return Optional.ofNullable(object.getData()).map(data -> data.get(key));
  }

  /** The API server refuses what is not the next version of what was read. */
  @Override
  public void change(UnaryOperator<String> change) {
    for (int i = 0; i < TRIES; i++) {
      ConfigMap there = object().orElseThrow(this::missing);
      String before = text(there).orElseThrow(this::missing);
      String after = change.apply(before);
      if (after.equals(before)) {
        return;
      }
      Map<String, String> data = new HashMap<>(there.getData());
      data.put(key, after);
      there.setData(data);
      if (api.replace(ConfigMap.class, there).isPresent()) {
        return;
      }
    }
    throw new VerdigrisException(place() + " is written by somebody else all the time");
  }

  private VerdigrisException missing() {
    return new VerdigrisException(place() + " is not there");
  }
}
