package io.verdigris.examples.pipelines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A GitHub workflow as its file has it.
 *
 * @param inputs the defaults of its inputs that have one
 * @param jobs its jobs by id
 */
record Workflow(Map<String, String> inputs, Map<String, Job> jobs) {

  /**
   * A job.
   *
   * @param env its environment, with expressions
   * @param outputs its outputs, with expressions
   */
  record Job(
      String condition, Map<String, String> env, Map<String, String> outputs, List<Step> steps) {}

  /**
   * A step; what it does not say is empty.
   *
   * @param condition its {@code if}
   * @param run a script
   * @param uses an action
   */
  record Step(
      String name,
      String id,
      String condition,
      Map<String, String> env,
      String run,
      String uses,
      Map<String, String> with) {
    private static Step of(Map<?, ?> step) {
      return new Step(
          text(step, "name"),
          text(step, "id"),
          text(step, "if"),
          texts(step, "env"),
          text(step, "run"),
          text(step, "uses"),
          texts(step, "with"));
    }
  }

  static Workflow read(Path file) throws IOException {
    Map<?, ?> top = Repository.yaml(file);
    var inputs = new TreeMap<String, String>();
    map(map(map(top, "on"), "workflow_call"), "inputs")
        .forEach(
            (name, input) -> {
              if (((Map<?, ?>) input).containsKey("default")) {
                inputs.put(name.toString(), text((Map<?, ?>) input, "default"));
              }
            });
    var jobs = new LinkedHashMap<String, Job>();
    map(top, "jobs").forEach((id, job) -> jobs.put(id.toString(), job((Map<?, ?>) job)));
    return new Workflow(inputs, jobs);
  }

  Job job(String id) {
    return Objects.requireNonNull(jobs.get(id), id);
  }

  private static Job job(Map<?, ?> job) {
    List<?> steps = Objects.requireNonNull((List<?>) job.get("steps"), "steps");
    return new Job(
        text(job, "if"),
        texts(job, "env"),
        texts(job, "outputs"),
        steps.stream().map(step -> Step.of((Map<?, ?>) step)).toList());
  }

  private static Map<?, ?> map(Map<?, ?> in, String key) {
    Object value = in.get(key);
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(Map<?, ?> in, String key) {
    Object value = in.get(key);
    return value == null ? "" : value.toString();
  }

  private static Map<String, String> texts(Map<?, ?> in, String key) {
    var texts = new LinkedHashMap<String, String>();
    map(in, key).forEach((name, value) -> texts.put(name.toString(), value.toString()));
    return texts;
  }
}
