package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.verdigris.Colour;
import io.verdigris.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a Deployment manifest and says what would keep it from taking the application's traffic.
 */
record Manifest(ApiServer api, Layout layout, Colour to) {
  private static final String FIELD = "manifest";

  Optional<Deployment> read(String yaml, List<Finding> findings) {
    Optional<Deployment> read = parse(yaml, findings).filter(d -> isWhole(d, findings));
    read.ifPresent(
        d -> {
          checkLabels(d, findings);
          layout.ports().forEach(port -> checkPort(d, port, findings));
          d.setMetadata(bare(d.getMetadata()));
          d.setStatus(null);
        });
    return read;
  }

  private Optional<Deployment> parse(String yaml, List<Finding> findings) {
    Object read;
    try {
      read = api.parse(yaml);
    } catch (RuntimeException e) {
      findings.add(
          new Finding(
              FIELD, firstLine(yaml), "cannot be read: " + firstLine(e), "correct the YAML"));
      return Optional.empty();
    }
    if (read instanceof Deployment deployment) {
      return Optional.of(deployment);
    }
    String kind = read instanceof HasMetadata object ? object.getKind() : "several documents";
    findings.add(
        new Finding(
            FIELD,
            kind,
            "is no Deployment",
            "give exactly one document of kind Deployment, apps/v1"));
    return Optional.empty();
  }

  private static boolean isWhole(Deployment deployment, List<Finding> findings) {
    DeploymentSpec spec = deployment.getSpec();
    boolean whole =
        spec != null
            && spec.getTemplate() != null
            && spec.getTemplate().getSpec() != null
            && spec.getTemplate().getSpec().getContainers() != null
            && !spec.getTemplate().getSpec().getContainers().isEmpty();
    if (!whole) {
      findings.add(
          new Finding(
              FIELD,
              "spec.template",
              "has no container",
              "give a pod template with its containers"));
      return false;
    }
    if (deployment.getMetadata() == null) {
      deployment.setMetadata(new ObjectMeta());
    }
    if (spec.getTemplate().getMetadata() == null) {
      spec.getTemplate().setMetadata(new ObjectMeta());
    }
    if (spec.getSelector() == null) {
      spec.setSelector(new LabelSelector());
    }
    return true;
  }

  private void checkLabels(Deployment deployment, List<Finding> findings) {
    Map<String, String> labels = Layout.labels(deployment);
    Map<String, String> needed = new TreeMap<>(layout.base());
    layout.deployment(to).ifPresent(d -> needed.putAll(d.getSpec().getSelector().getMatchLabels()));
    needed.remove(layout.colorKey());
    if (!labels.entrySet().containsAll(needed.entrySet())) {
      findings.add(
          new Finding(
              FIELD,
              "spec.template.metadata.labels " + new TreeMap<>(labels),
              "lacks labels that the Service and the Deployment select by",
              "add " + needed));
    }
  }

  /** A port that no container declares may still be served when none declares any. */
  private static void checkPort(Deployment deployment, ServicePort port, List<Finding> findings) {
    List<ContainerPort> declared =
        deployment.getSpec().getTemplate().getSpec().getContainers().stream()
            .map(Container::getPorts)
            .filter(ports -> ports != null)
            .flatMap(List::stream)
            .toList();
    IntOrString target =
        port.getTargetPort() == null ? new IntOrString(port.getPort()) : port.getTargetPort();
    Integer number = target.getIntVal();
    boolean served =
        number == null
            ? declared.stream().anyMatch(p -> target.getStrVal().equals(p.getName()))
            : declared.isEmpty()
                || declared.stream().anyMatch(p -> number.equals(p.getContainerPort()));
    if (!served) {
      String wanted = number == null ? target.getStrVal() : number.toString();
      findings.add(
          new Finding(
              FIELD,
              "container ports " + declared.stream().map(Manifest::describe).toList(),
              "no container has the Service's target port " + wanted,
              "declare the port, or change the Service first"));
    }
  }

  private static String describe(ContainerPort port) {
    return port.getName() == null
        ? port.getContainerPort().toString()
        : port.getName() + "=" + port.getContainerPort();
  }

  private static ObjectMeta bare(ObjectMeta given) {
    var meta = new ObjectMeta();
    meta.setLabels(given.getLabels());
    meta.setAnnotations(given.getAnnotations());
    return meta;
  }

  private static String firstLine(Object text) {
    return text.toString().lines().findFirst().orElse("");
  }
}
