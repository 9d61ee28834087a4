package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.verdigris.Finding;
import io.verdigris.Permission;
import java.util.Collection;
import java.util.List;

/** Finds out which rights this process lacks in a namespace. */
public record AccessCheck(ApiServer api, String namespace) {

  /**
   * Returns a finding for each right that is missing. All rights are read in one request, which
   * serves all checks of one admission as far as they are granted; the server is asked about each
   * that those do not show, since not every authorizer lists its rules.
   */
  public List<Finding> missing(Collection<Permission> needed) {
    List<Permission> unknown = ungranted(api.rights().of(namespace).orElse(List.of()), needed);
    if (unknown.isEmpty()) {
      return List.of();
    }
    List<ResourceRule> rules = rules();
    api.rights().keep(namespace, rules);
    return ungranted(rules, unknown).stream()
        .filter(p -> !isAllowed(p))
        .map(this::finding)
        .toList();
  }

  private static List<Permission> ungranted(
      List<ResourceRule> rules, Collection<Permission> needed) {
    return needed.stream().filter(p -> rules.stream().noneMatch(r -> grants(r, p))).toList();
  }

  private List<ResourceRule> rules() {
    var question =
        new SelfSubjectRulesReviewBuilder()
            .withNewSpec()
            .withNamespace(namespace)
            .endSpec()
            .build();
    return api.review(SelfSubjectRulesReview.class, question)
        .map(answer -> answer.getStatus())
        .map(status -> status.getResourceRules())
        .orElse(List.of());
  }

  private static boolean grants(ResourceRule rule, Permission permission) {
    List<String> names = rule.getResourceNames();
    return (names == null || names.isEmpty())
        && has(rule.getVerbs(), permission.verb())
        && has(rule.getApiGroups(), permission.group())
        && has(rule.getResources(), permission.resource());
  }

  private static boolean has(List<String> granted, String wanted) {
    return granted != null && (granted.contains("*") || granted.contains(wanted));
  }

  private boolean isAllowed(Permission permission) {
    String[] resource = permission.resource().split("/", 2);
    var question =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withGroup(permission.group())
            .withResource(resource[0])
            .withSubresource(resource.length > 1 ? resource[1] : null)
            .withVerb(permission.verb())
            .endResourceAttributes()
            .endSpec()
            .build();
    return api.review(SelfSubjectAccessReview.class, question)
        .map(answer -> answer.getStatus())
        .filter(status -> Boolean.TRUE.equals(status.getAllowed()))
        .isPresent();
  }

  private Finding finding(Permission permission) {
    String group = permission.group().isEmpty() ? "the core group" : permission.group();
    return new Finding(
        "right",
        permission.verb() + " " + permission.resource(),
        "this process may not do that in namespace " + namespace,
        "grant verb "
            + permission.verb()
            + " on "
            + permission.resource()
            + " of "
            + group
            + " in the Role that it runs with");
  }
}
