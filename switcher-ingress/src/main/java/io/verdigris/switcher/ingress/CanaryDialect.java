package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Marks;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The annotations by which an ingress controller knows a canary Ingress. They are data: a
 * properties file names them.
 *
 * @param keys the annotations by their role
 */
record CanaryDialect(TreeMap<String, String> keys) {
  static final String DEFAULT = "ingress-nginx";
  private static final String FOLDER = "META-INF/verdigris/dialects/";
  private static final List<String> REQUIRED = List.of("canary", "weight");
  private static final Set<String> KNOWN =
      Set.of(
          "canary",
          "weight",
          "weight-total",
          "header",
          "header-value",
          "cookie",
          "past-weight",
          "affinity");
  private static final Pattern ANNOTATION =
      Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

  /** Reads the one of this name from the class path. */
  static CanaryDialect named(String name) {
    String resource = FOLDER + name + ".properties";
    ClassLoader loader = CanaryDialect.class.getClassLoader();
    try (InputStream in = open(loader, resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "there is no dialect \""
                + name
                + "\", for the class path holds no "
                + resource
                + "; correct the name, add that file, or name a file by the setting dialect-file");
      }
      return parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A plug-in's dialect may be known to the thread alone. */
  private static @Nullable InputStream open(ClassLoader loader, String resource) {
    InputStream own = loader.getResourceAsStream(resource);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return own != null || context == null ? own : context.getResourceAsStream(resource);
  }

  /** Reads the one in a file. */
  static CanaryDialect file(Path path) {
    try {
      return parse(path.toString(), Files.readString(path));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the dialect file " + path + " cannot be read (" + e + "); correct dialect-file", e);
    }
  }

  /** Returns the one that an Ingress was last switched by; empty when it never was. */
  static Optional<CanaryDialect> of(HasMetadata ingress) {
    String text = Fences.annotation(ingress, Marks.DIALECT);
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(parse("annotation " + Marks.DIALECT, text.replace(' ', '\n')));
    } catch (IllegalArgumentException e) {
      // spoilt by a person; the settings or the default decide then
      return Optional.empty();
    }
  }

  private static CanaryDialect parse(String source, String text) {
    var properties = new Properties();
    try (Reader reader = new StringReader(text)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var keys = new TreeMap<String, String>();
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      keys.put(key, checked(source, key, properties.getProperty(key).trim()));
    }
    REQUIRED.stream()
        .filter(key -> !keys.containsKey(key))
        .findFirst()
        .ifPresent(
            key -> {
              throw wrong(source, key, "is missing; let it name the annotation");
            });
    return new CanaryDialect(keys);
  }

  private static String checked(String source, String key, String value) {
    if (!KNOWN.contains(key)) {
      String known = String.join(", ", new TreeSet<>(KNOWN));
      throw wrong(source, key, "is unknown; take it away or correct it to one of " + known);
    }
    if (!Stream.of(value.split(",", -1)).allMatch(a -> ANNOTATION.matcher(a).matches())) {
      throw wrong(
          source,
          key,
          "must name an annotation, such as nginx.ingress.kubernetes.io/canary, but is \""
              + value
              + "\"");
    }
    return value;
  }

  private static IllegalArgumentException wrong(String source, String key, String rule) {
    return new IllegalArgumentException("key \"" + key + "\" of dialect " + source + " " + rule);
  }

  /** Returns the annotation that says {@code true} on a canary Ingress. */
  String canary() {
    return keys.getOrDefault("canary", "");
  }

  /** Returns the annotation with the canary's share. */
  String weight() {
    return keys.getOrDefault("weight", "");
  }

  /** Returns the annotation with the number that is all requests. */
  Optional<String> total() {
    return key("weight-total");
  }

  /** Returns the annotation of a role. */
  Optional<String> key(String role) {
    return Optional.ofNullable(keys.get(role));
  }

  /** Returns those that direct requests whatever the weight is. */
  List<String> pastWeight() {
    return Stream.of("header", "header-value", "cookie", "past-weight")
        .flatMap(role -> key(role).stream())
        .flatMap(names -> Stream.of(names.split(",")))
        .toList();
  }

  /** Returns it in one line, for an annotation. */
  String text() {
    return keys.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }
}
