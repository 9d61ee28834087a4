package io.verdigris.examples.upstream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.RoutingObject;
import io.verdigris.kubernetes.Slices;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A ConfigMap whose value {@code upstream}, such as {@code server web-blue:80;}, a proxy reads. */
record Upstream(ConfigMap object, Application application) implements RoutingObject<ConfigMap> {
  private static final String KEY = "upstream";

  private String text() {
    return Optional.ofNullable(object.getData()).orElse(Map.of()).getOrDefault(KEY, "");
  }

  /** Finds {@code web-blue} and {@code web-green}, but neither {@code web-blue-2} nor the like. */
  private Matcher services() {
    String service = Pattern.quote(application.service());
    return Pattern.compile("(?<![-.\\w])" + service + "-(blue|green)(?![-\\w])").matcher(text());
  }

  private boolean names(Colour colour) {
    return services().results().anyMatch(found -> found.group(1).equals(colour.label()));
  }

  @Override
  public Optional<Colour> colour() {
    boolean blue = names(Colour.BLUE);
    return blue == names(Colour.GREEN)
        ? Optional.empty()
        : Optional.of(blue ? Colour.BLUE : Colour.GREEN);
  }

  @Override
  public String says() {
    return "says \"" + text() + "\"";
  }

  @Override
  public void redirect(FencedPatch patch, Colour to) {
    String service = Slices.service(application, to);
    patch.test(text(), "data", KEY).set(services().replaceAll(service), "data", KEY);
  }

  @Override
  public Note note() {
    return new Note("upstream.example/previous", text());
  }
}
