package io.verdigris.notifications;

import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON object that {@code docs/notifications.md} describes. Keys may be added, never change.
 */
final class WebhookFormat implements Format {
  @Override
  public String label() {
    return "webhook";
  }

  @Override
  public String body(Notification n) {
    var json = JsonMapper.shared().createObjectNode();
    json.put("id", n.id().toString());
    json.put("event", n.kind().label());
    json.put("at", n.at().toString());
    json.put("rollout", n.rollout());
    json.put("namespace", n.application().namespace());
    json.put("service", n.application().service());
    json.put("phase", n.phase().name());
    json.put("message", n.message());
    n.live().ifPresent(live -> json.put("live", live));
    return json.toString();
  }
}
