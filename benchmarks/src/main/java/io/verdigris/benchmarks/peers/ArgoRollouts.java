package io.verdigris.benchmarks.peers;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.verdigris.benchmarks.process.ArgoMetrics;
import io.verdigris.benchmarks.process.Usage;
import io.verdigris.testkit.cluster.TestApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Argo Rollouts: a Rollout with the strategy blueGreen, driven by a controller that runs already.
 */
final class ArgoRollouts implements Contender {
  /** What its table says of the way it is set up. */
  static final String TERMS =
      "a Service for the preview; scaleDownDelaySeconds 5 in promotions, the default (30) in rollbacks; there a post-promotion"
          + " analysis asks a web metric each 5 s and aborts at the first failure";

  private static final String NAME = "argo";
  private static final String PREVIEW = "argo-preview";
  private static final String API = "argoproj.io/v1alpha1";
  private static final long PATIENCE_SECONDS = 120;
  private static final ResourceDefinitionContext ROLLOUTS =
      new ResourceDefinitionContext.Builder()
          .withGroup("argoproj.io")
          .withVersion("v1alpha1")
          .withKind("Rollout")
          .withPlural("rollouts")
          .withNamespaced(true)
          .build();

  private final TestApplication web;
  private final KubernetesClient client;
  private final ArgoMetrics metrics;
  private final Sight sight;
  private final PodTemplateSpec template;
  private final ErrorRate errors;
  private volatile String latest;

  private ArgoRollouts(
      TestApplication web,
      ArgoMetrics metrics,
      Sight sight,
      PodTemplateSpec template,
      String version) {
    this.web = web;
    this.client = web.client();
    this.metrics = metrics;
    this.sight = sight;
    this.template = template;
    this.latest = version;
    try {
      errors = ErrorRate.of(() -> sight.pods(NAME, latest));
    } catch (IOException e) {
      throw new UncheckedIOException("the metric cannot be served", e);
    }
  }

  /** Says what is missing for it and how to get that; empty when all is there. */
  static Optional<String> missing(KubernetesClient client, ArgoMetrics metrics)
      throws InterruptedException {
    if (new Bare(client).get("/apis/" + API + "/rollouts?limit=1").status() != 200) {
      return Optional.of(
          "the cluster knows no Rollouts of "
              + API
              + "; install Argo Rollouts' CRDs: kubectl apply -k"
              + " 'https://github.com/argoproj/argo-rollouts/manifests/crds?ref=v1.10.1'");
    }
    try {
      var unused = metrics.read();
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(
          "no Argo Rollouts controller tells its meters at "
              + metrics.address()
              + " ("
              + e
              + "); start one on this machine, or forward its port 8090: kubectl -n argo-rollouts"
              + " port-forward deploy/argo-rollouts 8090; then give its address by --argo-metrics."
              + " Its web metric must reach 127.0.0.1 here");
    }
  }

  /**
   * Deploys a first version beside another application, whose template it takes.
   *
   * @param template the other application's pods
   */
  static ArgoRollouts deploy(
      TestApplication web, ArgoMetrics metrics, Sight sight, PodTemplateSpec template, Scale scale)
      throws InterruptedException {
    var argo = new ArgoRollouts(web, metrics, sight, relabelled(web.client(), template), "v1");
    argo.create(scale.replicas());
    argo.awaitHealthy();
    return argo;
  }

  private static PodTemplateSpec relabelled(KubernetesClient client, PodTemplateSpec template) {
    PodTemplateSpec copy = client.getKubernetesSerialization().clone(template);
    copy.setMetadata(new ObjectMetaBuilder().withLabels(Map.of("app", NAME)).build());
    return copy;
  }

  private void create(int replicas) {
    web.service(NAME, Map.of("app", NAME));
    web.service(PREVIEW, Map.of("app", NAME));
    Map<String, Object> analysed = Map.of("metrics", List.of(metric()));
    client.resource(object("AnalysisTemplate", analysed)).create();
    Map<String, Object> blueGreen = Map.of("activeService", NAME, "previewService", PREVIEW);
    Map<String, Object> labels = Map.of("app", NAME);
    Map<String, Object> selector = Map.of("matchLabels", labels);
    Map<String, Object> strategy = Map.of("blueGreen", blueGreen);
    var spec = new HashMap<String, Object>();
    spec.put("replicas", replicas);
    spec.put("revisionHistoryLimit", 2);
    spec.put("selector", selector);
    spec.put("template", template);
    spec.put("strategy", strategy);
    client.resource(object("Rollout", spec)).create();
  }

  private GenericKubernetesResource object(String kind, Map<String, Object> spec) {
    var object = new GenericKubernetesResource();
    object.setApiVersion(API);
    object.setKind(kind);
    object.setMetadata(
        new ObjectMetaBuilder().withNamespace(web.namespace()).withName(NAME).build());
    object.setAdditionalProperty("spec", spec);
    return object;
  }

  private Map<String, Object> metric() {
    Map<String, Object> ask = new HashMap<>();
    ask.put("url", errors.address().toString());
    ask.put("jsonPath", "{$.rate}");
    ask.put("timeoutSeconds", 2);
    Map<String, Object> provider = Map.of("web", ask);
    Map<String, Object> metric = new HashMap<>();
    metric.put("name", "errors");
    metric.put("interval", "5s");
    metric.put("count", 24);
    metric.put("failureLimit", 0);
    metric.put("successCondition", "result < 0.05");
    metric.put("provider", provider);
    return metric;
  }

  @Override
  public String title() {
    return "Argo Rollouts";
  }

  @Override
  public String application() {
    return NAME;
  }

  @Override
  public String service() {
    return NAME;
  }

  @Override
  public void prepare(Task task) throws InterruptedException {
    Map<String, Object> how = new HashMap<>();
    how.put("scaleDownDelaySeconds", task == Task.PROMOTION ? 5 : null);
    how.put("postPromotionAnalysis", task == Task.PROMOTION ? null : analysis());
    Map<String, Object> strategy = Map.of("blueGreen", how);
    var unused = patch(Map.of("strategy", strategy));
    awaitHealthy();
  }

  private static Map<String, Object> analysis() {
    Map<String, Object> one = Map.of("templateName", NAME);
    return Map.of("templates", List.of(one));
  }

  @Override
  public Instant begin(Task task, String version) {
    latest = version;
    try {
      return ask(version).sent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a rollout was begun", e);
    }
  }

  private Bare.Answer ask(String version) throws InterruptedException {
    var container = template.getSpec().getContainers().get(0);
    container.getEnv().stream()
        .filter(variable -> variable.getName().equals("VERSION"))
        .forEach(variable -> variable.setValue(version));
    Map<String, Object> pod = Map.of("containers", List.of(container));
    Map<String, Object> changed = Map.of("spec", pod);
    return patch(Map.of("template", changed));
  }

  private Bare.Answer patch(Map<String, Object> spec) throws InterruptedException {
    return new Bare(client)
        .patch(
            "/apis/" + API + "/namespaces/" + web.namespace() + "/rollouts/" + NAME,
            Bare.MERGE_PATCH,
            client.getKubernetesSerialization().asJson(Map.of("spec", spec)));
  }

  @Override
  public void awaitEnd(Task task) {
    if (task == Task.PROMOTION) {
      awaitHealthy();
    } else {
      await(r -> Boolean.TRUE.equals(r.get("status", "abort")), "aborted");
    }
  }

  private void awaitHealthy() {
    await(ArgoRollouts::isHealthy, "healthy");
  }

  private void await(Predicate<GenericKubernetesResource> there, String what) {
    try {
      client
          .genericKubernetesResources(ROLLOUTS)
          .inNamespace(web.namespace())
          .withName(NAME)
          .waitUntilCondition(r -> r != null && there.test(r), PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (KubernetesClientTimeoutException e) {
      throw new IllegalStateException(
          "Argo's Rollout was not " + what + " within " + PATIENCE_SECONDS + " s", e);
    }
  }

  private static boolean isHealthy(GenericKubernetesResource rollout) {
    String seen = text(rollout.get("status", "observedGeneration"));
    return text(rollout.get("status", "phase")).equals("Healthy")
        && seen.equals(text(rollout.getMetadata().getGeneration()))
        && text(rollout.get("status", "stableRS"))
            .equals(text(rollout.get("status", "currentPodHash")));
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(value);
  }

  @Override
  public Usage usage() {
    try {
      return metrics.read();
    } catch (IOException e) {
      throw new UncheckedIOException("the controller tells its meters no more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while meters were read", e);
    }
  }

  @Override
  public Journal journal() {
    return Journal.NONE;
  }

  @Override
  public void settle(String live) throws InterruptedException {
    latest = live;
    var unused = ask(live);
    awaitHealthy();
    sight.awaitReady(NAME, live, 1);
  }

  @Override
  public void close() {
    errors.close();
  }
}
