package io.verdigris.examples.deaths;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.verdigris.testkit.cluster.ApiCall;
import io.verdigris.testkit.cluster.ApiRequest;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Interceptor;
import io.verdigris.testkit.cluster.Interceptor.Interception;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The calls of one process to the embedded cluster, known by a user that only it is. */
final class Calls implements AutoCloseable {
  private static final Set<String> READS = Set.of("GET", "HEAD");
  private static final PolicyRule ALL =
      new PolicyRuleBuilder().withApiGroups("*").withResources("*").withVerbs("*").build();

  private final EmbeddedCluster cluster;
  private final Path kubeconfig;
  private final String token;
  private final List<Answered> answered = new CopyOnWriteArrayList<>();
  private final ThreadLocal<Optional<ApiRequest>> ours = ThreadLocal.withInitial(Optional::empty);
  private final List<Interception> interceptions = new CopyOnWriteArrayList<>();

  /**
   * One call and its answer.
   *
   * @param call the call
   * @param changing whether it was to change something
   */
  record Answered(ApiCall call, boolean changing) {
    boolean succeeded() {
      return call.status() >= 200 && call.status() < 300;
    }

    /** Tells whether it is about the process' own sign of life, which nobody else writes. */
    boolean isSignOfLife() {
      return call.path().contains("/leases");
    }
  }

  Calls(EmbeddedCluster cluster, String namespace) throws Exception {
    this.cluster = cluster;
    kubeconfig = cluster.userKubeconfig(namespace, namespace, List.of(ALL));
    token = Files.readString(kubeconfig).replaceAll("(?s).*token: (\\S+).*", "$1");
    // a call is answered on the thread that it was taken on
    interceptions.add(
        cluster.intercept(
            request -> {
              ours.set(Optional.of(request).filter(this::isOurs));
              return Interceptor.pass();
            }));
    cluster.onCall(
        call -> {
          if (ours.get().isPresent()) {
            answered.add(new Answered(call, !READS.contains(call.verb())));
          }
        });
  }

  /** Returns the process' kubeconfig. */
  Path kubeconfig() {
    return kubeconfig;
  }

  private boolean isOurs(ApiRequest request) {
    return request.header("Authorization").equals("Bearer " + token);
  }

  /** Returns what was answered so far, in order. */
  List<Answered> answered() {
    return List.copyOf(answered);
  }

  /** Has the process struck at one of its calls. */
  void intercept(Strike strike) {
    interceptions.add(
        cluster.intercept(
            request -> isOurs(request) ? strike.decide(request) : Interceptor.pass()));
    cluster.onCall(call -> ours.get().ifPresent(strike::handled));
  }

  @Override
  public void close() {
    interceptions.forEach(Interception::close);
  }
}
