package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FencedPatchTest {
  private static Service service(Map<String, String> annotations) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("web")
        .withUid("u1")
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }

  private static Map<String, Object> op(String op, String path, Object value) {
    return Map.of("op", op, "path", path, "value", value);
  }

  @Test
  void it_tests_the_object_and_the_fence_before_anything_is_set() {
    assertThat(
            FencedPatch.fenced(service(Map.of(Marks.FENCE, "7")), 7)
                .set(3, "spec", "replicas")
                .operations())
        .containsExactly(
            op("test", "/metadata/uid", "u1"),
            op("test", "/metadata/annotations/verdigris.io~1fence", "7"),
            op("add", "/spec/replicas", 3));
  }

  @Test
  void slashes_and_tildes_in_names_are_escaped() {
    assertThat(FencedPatch.of(service(Map.of("a", "b"))).annotate("x/y~z", "1").operations())
        .endsWith(op("add", "/metadata/annotations/x~1y~0z", "1"));
  }

  @Test
  void the_map_of_annotations_is_made_once_where_there_is_none() {
    assertThat(FencedPatch.of(service(Map.of())).annotate("a", "1").annotate("b", "2").operations())
        .containsExactly(
            op("test", "/metadata/uid", "u1"),
            op("add", "/metadata/annotations", Map.of()),
            op("add", "/metadata/annotations/a", "1"),
            op("add", "/metadata/annotations/b", "2"));
  }

  @Test
  void an_annotation_is_taken_away_only_where_it_is() {
    assertThat(FencedPatch.of(service(Map.of("a", "1"))).forget("b").operations()).hasSize(1);
    assertThat(FencedPatch.of(service(Map.of("a", "1"))).forget("a").operations())
        .endsWith(Map.of("op", "remove", "path", "/metadata/annotations/a"));
  }
}
