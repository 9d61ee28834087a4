package io.verdigris.notifications;

/** How a notification is written for who receives it. */
interface Format {
  /** Returns what meters and messages call it. */
  String label();

  /** Returns the body, in JSON. */
  String body(Notification notification);
}
