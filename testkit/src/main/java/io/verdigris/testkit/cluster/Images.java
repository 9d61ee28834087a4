package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The images that an embedded cluster has; nothing can be pulled. */
final class Images {
  private static final Pattern KNOWN = Pattern.compile("verdigris\\.test/app:v[123]");

  private Images() {}

  /** Says why a container's image is not there, as a kubelet does; empty when it is. */
  static Optional<String> missing(Container container) {
    String image = container.getImage() == null ? "" : container.getImage();
    if (KNOWN.matcher(image).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        "Never".equals(container.getImagePullPolicy())
            ? "Container image \"%s\" is not present with pull policy of Never".formatted(image)
            : ("rpc error: code = NotFound desc = failed to pull and unpack image \"%s\":"
                    + " failed to resolve reference \"%s\": %s: not found")
                .formatted(image, image, image));
  }

  /** Returns what a container runtime would call the image: the same for the same name. */
  static String id(String image) {
    byte[] name = image.getBytes(StandardCharsets.UTF_8);
    return image + "@sha256:" + UUID.nameUUIDFromBytes(name).toString().replace("-", "");
  }
}
