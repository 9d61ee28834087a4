package io.verdigris.testkit.cluster;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes names and ids that nothing else has, in all likelihood. */
record Names(RandomGenerator random) {
  /** No vowels, so that no words come about. */
  static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private static final int MOST_NAME = 58;
  private static final int SUFFIX = 5;

  String uid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** Returns a name that begins like this. */
  String like(String prefix) {
    var name = new StringBuilder(prefix.substring(0, Math.min(prefix.length(), MOST_NAME)));
    for (int i = 0; i < SUFFIX; i++) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }
}
