package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.verdigris.testkit.cluster.Interceptor.Interception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A small Kubernetes cluster in this JVM: an API server over HTTP, controllers for Deployments,
 * EndpointSlices and Jobs, pods that are HTTP servers, and a front door for each Service.
 *
 * <p>The API server answers what a real one answers to reads, patches of all four kinds,
 * server-side apply, watches, stale versions, dry runs, invalid objects, and users without the
 * right. It knows the kinds that applications are made of, and Leases, quotas and Roles.
 */
public final class EmbeddedCluster implements TestCluster {
  private static final int HISTORY = 10_000;

  static {
    // answers are written in two parts, which would wait for each other
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // a kept connection that is closed when idle breaks the request that comes at that moment
    System.setProperty("sun.net.httpserver.idleInterval", "86400");
  }

  private final Journal journal = new Journal(HISTORY);
  private final ControlThread teller = new ControlThread("cluster-changes");
  private final ObjectState state;
  private final Workloads workloads;
  private final Access access;
  private final ApiServer server;
  private final Path directory;
  private final Path admin;
  private final KubernetesClient client;

  private EmbeddedCluster(InstantSource clock, Duration proxySync) {
    var store = new ObjectStore();
    var registry = new Registry(store, clock, new Names(new SplittableRandom()));
    store.listen(journal::add);
    state = new ObjectState(store, registry, teller::execute);
    access = new Access(store);
    var resources = new Resources(store, registry, journal);
    workloads = Workloads.start(state, proxySync);
    var pods = new PodCalls(store, workloads);
    var api = new Api(access, resources, new Scales(resources, registry), pods);
    server = ApiServer.start(api, clock);
    directory = temporary();
    admin = kubeconfig(Access.ADMIN);
    client = KubeconfigClient.open(admin);
  }

  /** Starts a cluster with the namespace {@code default}. */
  public static EmbeddedCluster start() {
    return start(Workloads.PROXY_SYNC);
  }

  /**
   * Starts one whose data plane is slow to follow.
   *
   * @param proxySync the least time between two looks at the slices, by which new connections and
   *     the edge's requests find their pods
   */
  public static EmbeddedCluster start(Duration proxySync) {
    var cluster = new EmbeddedCluster(InstantSource.system(), proxySync);
    cluster.state.create(
        new NamespaceBuilder().withNewMetadata().withName("default").endMetadata().build());
    return cluster;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("verdigris-cluster");
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for kubeconfig files can be made", e);
    }
  }

  private Path kubeconfig(String user) {
    return new Kubeconfig(server.uri(), user, access.token(user)).write(directory);
  }

  /** Tells the listener of each request from now on, on the thread that answers it. */
  public void onCall(Consumer<ApiCall> listener) {
    server.onCall(listener);
  }

  /**
   * Lets a test spoil requests, until what is returned is closed. Of several interceptors the first
   * one that does not let a request pass decides.
   */
  public Interception intercept(Interceptor interceptor) {
    return server.intercept(interceptor);
  }

  /** Forgets all changes so far: a watch from an older version hears that it is gone. */
  public void forgetHistory() {
    journal.forget();
  }

  /**
   * Makes a user with rights in one namespace only, by a Role and a RoleBinding of the user's name.
   *
   * @param namespace a namespace that is there
   * @param rules what the user may do
   * @return the user's kubeconfig file
   */
  public Path userKubeconfig(String user, String namespace, List<PolicyRule> rules) {
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(user)
                .endMetadata()
                .withRules(rules)
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(user)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", user)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .create();
    return kubeconfig(user);
  }

  /** Returns the address at which all Ingresses answer, by the host and path of a request. */
  public URI ingress() {
    return workloads.ingress();
  }

  /** Returns the objects, for the cluster's own controllers. */
  ClusterState state() {
    return state;
  }

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public Path kubeconfig() {
    return admin;
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public String image(String tag) {
    return "verdigris.test/app:" + tag;
  }

  @Override
  public URI entry(String namespace, String service) {
    return workloads.entry(namespace, service);
  }

  @Override
  public void close() {
    client.close();
    server.close();
    workloads.close();
    journal.close();
    teller.close();
    delete(directory);
  }

  private static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("kubeconfig files are left in " + directory, e);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
