package io.verdigris;

/** Is told of every event of every rollout of an orchestrator. */
@FunctionalInterface
public interface RolloutListener {
  /**
   * Takes one event. Called in order for one rollout, from one of the engine's threads, outside its
   * locks; it should return at once. What it throws is logged and changes nothing.
   */
  void onEvent(RolloutEvent event);
}
