package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Access.Wish;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers what somebody may do, from the same rules by which requests are refused. */
record Reviews(Access access) {
  static final String GROUP = "authorization.k8s.io";

  /** Answers a review; empty when there is no such kind of review. */
  Optional<ObjectNode> answer(String plural, String user, ObjectNode question) {
    ObjectNode answer = question.deepCopy();
    Json.meta(answer);
    return switch (plural) {
      case "selfsubjectaccessreviews" -> Optional.of(access(answer, user));
      case "selfsubjectrulesreviews" -> Optional.of(rules(answer, user));
      default -> Optional.empty();
    };
  }

  private ObjectNode access(ObjectNode review, String user) {
    JsonNode asked = Json.at(review, "spec", "resourceAttributes");
    String part = Json.text(asked, "subresource");
    String resource = Json.text(asked, "resource") + (part.isEmpty() ? "" : "/" + part);
    var wish =
        new Wish(
            Json.text(asked, "verb"),
            Json.text(asked, "group"),
            resource,
            Json.text(asked, "namespace"),
            Json.text(asked, "name"));
    review.putObject("status").put("allowed", asked.isObject() && access.allows(user, wish));
    return typed(review, "SelfSubjectAccessReview");
  }

  private ObjectNode rules(ObjectNode review, String user) {
    String namespace = Json.text(review, "spec", "namespace");
    if (namespace.isEmpty()) {
      throw Refusal.badRequest("no namespace on request");
    }
    review.set("spec", Json.object());
    ObjectNode status = review.putObject("status");
    ArrayNode rules = status.putArray("resourceRules");
    rules.add(rule("create", GROUP, "selfsubjectaccessreviews", "selfsubjectrulesreviews"));
    access.rules(user, namespace).forEach(rule -> rules.add(rule.deepCopy()));
    status.putArray("nonResourceRules");
    status.put("incomplete", false);
    return typed(review, "SelfSubjectRulesReview");
  }

  private static ObjectNode rule(String verb, String group, String... resources) {
    ObjectNode rule = Json.object();
    rule.putArray("verbs").add(verb);
    rule.putArray("apiGroups").add(group);
    ArrayNode all = rule.putArray("resources");
    List.of(resources).forEach(all::add);
    return rule;
  }

  private static ObjectNode typed(ObjectNode review, String kind) {
    return review.put("kind", kind).put("apiVersion", GROUP + "/v1");
  }
}
