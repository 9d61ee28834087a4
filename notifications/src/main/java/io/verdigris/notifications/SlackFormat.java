package io.verdigris.notifications;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message for a Slack incoming webhook: blocks, and a text for where those cannot be shown, such
 * as in notifications of a phone. {@code &}, {@code <} and {@code >} are escaped as Slack asks, so
 * that what a cluster says mentions nobody.
 */
final class SlackFormat implements Format {
  /** A section's text may have 3,000 characters; escaping makes up to five of one. */
  private static final int LONGEST = 2900;

  @Override
  public String label() {
    return "slack";
  }

  @Override
  public String body(Notification n) {
    String headline = sign(n.kind()) + " *" + escape(n.rollout()) + "* " + words(n);
    var json = JsonMapper.shared().createObjectNode();
    json.put("text", cut(headline + ": " + escape(n.message())));
    var blocks = json.putArray("blocks");
    ObjectNode section = blocks.addObject().put("type", "section");
    text(section.putObject("text"), headline + "\n" + escape(n.message()));
    ObjectNode context = blocks.addObject().put("type", "context");
    text(context.putArray("elements").addObject(), context(n));
    return json.toString();
  }

  private static void text(ObjectNode into, String text) {
    into.put("type", "mrkdwn").put("text", cut(text));
  }

  private static String context(Notification n) {
    return escape(n.application().toString())
        + " · "
        + n.phase()
        + n.live().map(live -> " · live: " + live).orElse("")
        + " · "
        + n.at();
  }

  private static String words(Notification n) {
    return n.kind().label().replace('-', ' ');
  }

  private static String sign(Notification.Kind kind) {
    return switch (kind) {
      case STARTED -> ":rocket:";
      case WAITING_FOR_APPROVAL -> ":raised_hand:";
      case REQUESTED -> ":speech_balloon:";
      case SWITCHED -> ":twisted_rightwards_arrows:";
      case PROMOTED -> ":white_check_mark:";
      case REJECTED -> ":no_entry:";
      case ROLLED_BACK -> ":rewind:";
      case HALTED -> ":rotating_light:";
    };
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }
}
