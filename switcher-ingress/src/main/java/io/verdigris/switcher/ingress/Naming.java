package io.verdigris.switcher.ingress;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Slices;
import java.util.ArrayList;
import java.util.List;

/** Finds what is wrong with the Services that a route names. */
record Naming(Route<?> route) {

  /**
   * Finds all of it.
   *
   * @param both what is wrong when there are both colours, and no colour is the only one
   * @param remedy what to do about that
   */
  List<Finding> problems(String both, String remedy) {
    List<Backend> stable = route.naming(route.application().service());
    if (route.ours().isEmpty()) {
      return List.of(stable.isEmpty() ? none() : unadopted(stable));
    }
    var problems = new ArrayList<Finding>();
    if (route.colour().isEmpty()) {
      problems.add(finding(Route.text(route.ours()), both, remedy));
    }
    if (!stable.isEmpty()) {
      problems.add(unadopted(stable));
    }
    return problems;
  }

  private Finding none() {
    return finding(
        Route.text(route.backends()),
        "none of them names " + service(Colour.BLUE) + " or " + service(Colour.GREEN),
        "let those that mean the application name the Service of its live colour");
  }

  private Finding unadopted(List<Backend> stable) {
    return finding(
        Route.text(stable),
        "name the stable Service, which stays as it is when the colours' own Services are switched",
        "let them name "
            + service(Colour.BLUE)
            + ", a Service that selects the live pods in colour blue (or the same in green); or use"
            + " the switcher service-selector, which moves the stable Service itself");
  }

  private String service(Colour colour) {
    return Slices.service(route.application(), colour);
  }

  Finding finding(String value, String problem, String remedy) {
    return new Finding("backends of " + Fences.describe(route.object()), value, problem, remedy);
  }
}
