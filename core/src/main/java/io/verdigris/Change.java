package io.verdigris;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What makes the new version differ from the live one. */
public sealed interface Change {

  /**
   * Takes the live colour's pod template and changes images, environment and labels.
   *
   * @param images container name to image
   * @param env container name to variable name to value
   * @param labels pod label to value; neither the colour label nor a label of the selector
   */
  record Template(
      SortedMap<String, String> images,
      SortedMap<String, SortedMap<String, String>> env,
      SortedMap<String, String> labels)
      implements Change {
    /** Checks that there is a change and copies the maps. */
    public Template {
      images.forEach(
          (container, image) ->
              Checks.argument(
                  !image.isBlank(), "image of container " + container, image, "must not be blank"));
      images = new TreeMap<>(images);
      SortedMap<String, SortedMap<String, String>> copy = new TreeMap<>();
      env.forEach((container, variables) -> copy.put(container, new TreeMap<>(variables)));
      env = copy;
      labels = new TreeMap<>(labels);
    }

    /** Tells whether nothing is changed: the live template is deployed once more. */
    public boolean isEmpty() {
      return images.isEmpty() && env.isEmpty() && labels.isEmpty();
    }
  }

  /**
   * Takes a whole Deployment manifest; its name, colour label and replicas are set by Verdigris.
   *
   * @param yaml one Deployment as YAML or JSON, at most 256 KiB
   */
  record Manifest(String yaml) implements Change {
    private static final int LONGEST = 256 * 1024;

    /** Checks the length; the content is checked at admission, where the cluster is known. */
    public Manifest {
      Checks.argument(!yaml.isBlank(), "manifest", "", "must not be blank");
      Checks.argument(
          yaml.length() <= LONGEST, "manifest length", yaml.length(), "must be at most " + LONGEST);
    }
  }

  /**
   * Brings the idle colour back with the template that it still has: the way to undo a promotion.
   */
  record Previous() implements Change {}

  /** Returns a change of the image of one container. */
  static Change image(String container, String image) {
    return new Template(new TreeMap<>(Map.of(container, image)), new TreeMap<>(), new TreeMap<>());
  }
}
