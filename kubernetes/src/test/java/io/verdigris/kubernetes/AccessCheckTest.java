package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.testkit.TestContext;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessCheckTest {
  private static final Permission GET = new Permission("", "services", "get");
  private static final Permission LIST = new Permission("apps", "deployments", "list");
  private static final Permission LOG = new Permission("", "pods/log", "get");

  private static EmbeddedCluster cluster;

  @BeforeAll
  static void start() {
    cluster = EmbeddedCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static PolicyRule rule(String group, String resource, String verb) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withVerbs(verb)
        .build();
  }

  private static TestContext as(String user, PolicyRule... rules) {
    var kubeconfig = cluster.userKubeconfig(user, "default", List.of(rules));
    return new TestContext(Map.of("kubernetes.kubeconfig", kubeconfig.toString()));
  }

  private static List<String> missing(TestContext context, Permission... needed) {
    var check = new AccessCheck(ClusterAccess.of(context).api(), "default");
    return check.missing(List.of(needed)).stream().map(Finding::value).toList();
  }

  @Test
  void each_right_that_is_missing_is_named() {
    try (TestContext context = as("one", rule("", "services", "get"))) {
      assertThat(missing(context, GET, LIST, LOG))
          .containsExactly("list deployments", "get pods/log");
    }
  }

  @Test
  void a_star_grants_all() {
    try (TestContext context = as("two", rule("*", "*", "*"))) {
      assertThat(missing(context, GET, LIST, LOG)).isEmpty();
    }
  }

  @Test
  void the_checks_of_one_admission_ask_once_for_what_is_granted() {
    var reviews = new CopyOnWriteArrayList<String>();
    cluster.onCall(
        call -> {
          if (call.path().contains("selfsubject")) {
            reviews.add(call.path());
          }
        });
    try (TestContext context =
        as("three", rule("", "services", "get"), rule("apps", "deployments", "list"))) {
      assertThat(missing(context, GET)).isEmpty();
      assertThat(missing(context, LIST)).isEmpty();
      assertThat(reviews).hasSize(1);
    }
  }

  @Test
  void a_right_that_is_granted_after_it_was_missed_is_seen_at_once() {
    try (TestContext context = as("four", rule("", "services", "get"))) {
      assertThat(missing(context, LIST)).isNotEmpty();
      cluster
          .client()
          .rbac()
          .roles()
          .inNamespace("default")
          .withName("four")
          .edit(
              r -> {
                r.getRules().add(rule("apps", "deployments", "list"));
                return r;
              });
      assertThat(missing(context, LIST)).isEmpty();
    }
  }
}
