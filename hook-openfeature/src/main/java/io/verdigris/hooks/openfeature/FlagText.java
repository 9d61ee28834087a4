package io.verdigris.hooks.openfeature;

import io.verdigris.VerdigrisException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.RolloutContext;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The definition of one flag in flagd's format, and how a rollout changes it. What is dark is the
 * flag's default variant; a share of the new version's users gets another one. The metadata say
 * which rollout wrote last, and with which fence.
 *
 * @param flag the flag's name
 * @param variant the variant that is switched on
 * @param attribute the key of the evaluation context that holds the number of the rollout that
 *     brought the version which asks
 */
record FlagText(String flag, String variant, String attribute) {
  static final String ROLLOUT = "verdigris-rollout";
  static final String FENCE = "verdigris-fence";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Returns why the flag cannot be raised; empty when it can. */
  Optional<String> problem(String text) {
    try {
      ObjectNode definition = definition(root(text));
      String dark = definition.path("defaultVariant").asString("");
      if (!definition.path("state").asString("").equals("ENABLED")) {
        return Optional.of("is not ENABLED");
      } else if (dark.isEmpty() || dark.equals(variant)) {
        return Optional.of("has the default variant \"" + dark + "\", so that it is not dark");
      } else if (!definition.path("variants").has(variant)) {
        return Optional.of("has no variant \"" + variant + "\"");
      }
      return definition.path("targeting").isEmpty() || isLeftover(definition)
          ? Optional.empty()
          : Optional.of("has a targeting already, which this hook would replace");
    } catch (VerdigrisException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A share that a rollout did not get beyond concerns a version that is gone. */
  private static boolean isLeftover(ObjectNode definition) {
    return definition.path("metadata").has(ROLLOUT)
        && definition.path("targeting").path("if").path(0).has("==");
  }

  /** Gives a share of the users of this rollout's version the variant. */
  String raised(String text, RolloutContext context, int percent) {
    ObjectNode root = root(text);
    ObjectNode definition = owned(definition(root), context);
    String dark = definition.path("defaultVariant").asString();
    ArrayNode choice = JSON.createArrayNode();
    choice.add(concerned(percent == 100 ? ">=" : "==", context));
    if (percent == 100) {
      choice.add(variant);
    } else {
      ArrayNode split = JSON.createArrayNode();
      split.addArray().add(variant).add(percent);
      split.addArray().add(dark).add(100 - percent);
      choice.add(JSON.createObjectNode().set("fractional", split));
    }
    choice.add(dark);
    definition.putObject("targeting").set("if", choice);
    return text(root);
  }

  /** Versions that come later keep what was promoted; until then it concerns this one only. */
  private ObjectNode concerned(String comparison, RolloutContext context) {
    ObjectNode condition = JSON.createObjectNode();
    ArrayNode sides = condition.putArray(comparison);
    sides.addObject().put("var", attribute);
    sides.add(number(context.rollout()));
    return condition;
  }

  static long number(String rollout) {
    return Long.parseLong(rollout.substring(rollout.lastIndexOf('-') + 1));
  }

  /** Takes the variant away from everybody, where this rollout has given it. */
  String dark(String text, RolloutContext context) {
    ObjectNode root = root(text);
    ObjectNode definition = definition(root);
    if (!definition.path("metadata").path(ROLLOUT).asString("").equals(name(context))) {
      return text;
    }
    owned(definition, context).remove("targeting");
    return text(root);
  }

  private static String name(RolloutContext context) {
    return context.application().namespace() + "/" + context.rollout();
  }

  private ObjectNode owned(ObjectNode definition, RolloutContext context) {
    ObjectNode metadata =
        definition.get("metadata") instanceof ObjectNode known
            ? known
            : definition.putObject("metadata");
    long fence = metadata.path(FENCE).asLong(0);
    if (metadata.path(ROLLOUT).asString("").equals(name(context)) && fence > context.fence()) {
      throw new OwnershipLostException(
          "flag "
              + flag
              + " carries fence "
              + fence
              + ", but this process holds "
              + context.fence());
    }
    metadata.put(ROLLOUT, name(context)).put(FENCE, context.fence());
    return definition;
  }

  private ObjectNode root(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode root) {
        return root;
      }
    } catch (JacksonException e) {
      throw new VerdigrisException("is no JSON: " + e.getOriginalMessage(), e);
    }
    throw new VerdigrisException("is no JSON object");
  }

  private ObjectNode definition(ObjectNode root) {
    if (root.path("flags").get(flag) instanceof ObjectNode definition) {
      return definition;
    }
    throw new VerdigrisException("holds no flag " + flag);
  }

  private static String text(ObjectNode root) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }
}
