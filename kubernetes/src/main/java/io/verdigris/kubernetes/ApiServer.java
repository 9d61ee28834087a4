package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.verdigris.VerdigrisException;
import io.verdigris.kubernetes.ApiTransport.Content;
import io.verdigris.kubernetes.PatchResult.Applied;
import io.verdigris.kubernetes.PatchResult.NotFound;
import io.verdigris.kubernetes.PatchResult.Refused;
import java.lang.reflect.Type;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.core.type.TypeReference;

/**
 * Reads and writes objects, one request a call. Safe for use by several threads.
 *
 * <p>A missing right is a {@link io.verdigris.spi.PermanentFailureException} that names it, a write
 * without answer an {@link io.verdigris.spi.OutcomeUnknownException}, a server that asks for
 * patience a {@link io.verdigris.spi.RetryLaterException}.
 */
public final class ApiServer {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int PAGE = 250;
  private static final String MANAGER = "fieldManager=verdigris";
  private static final String DRY = MANAGER + "&dryRun=All";

  private final ApiTransport transport;
  private final KubernetesSerialization serialization;
  private final Moments<String, List<ResourceRule>> rights;
  private final Answers answers;

  /** Hears of each object that the server has answered, to a read or a write of this process. */
  interface Answers {
    Answers NOBODY = (object, written) -> {};

    void answered(HasMetadata object, boolean written);
  }

  ApiServer(KubernetesClient client, InstantSource clock, Answers answers) {
    this.answers = answers;
    this.rights = new Moments<>(clock);
    this.transport = new ApiTransport(client);
    this.serialization = client.getKubernetesSerialization();
  }

  /** Reads one object; empty when it is not there. */
  public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    ApiTarget target = ApiTarget.of("get", type, namespace, name);
    ApiAnswer answer = transport.send(target, Content.get(""), LIMIT);
    return answer.status() == 404
        ? Optional.empty()
        : Optional.of(heard(read(target, answer, type), false));
  }

  private <T extends HasMetadata> T heard(T object, boolean written) {
    answers.answered(ManagedFields.trimmed(object), written);
    return object;
  }

  /**
   * Reads the objects with these labels.
   *
   * @param labels a label selector; empty for all
   */
  public <T extends HasMetadata> List<T> list(Class<T> type, String namespace, String labels) {
    return list(type, namespace, labels, object -> true);
  }

  /**
   * Reads the objects with these labels, a page at a time, so that of thousands only those are held
   * that are meant.
   *
   * @param labels a label selector; empty for all
   * @param meant which ones to return
   */
  public <T extends HasMetadata> List<T> list(
      Class<T> type, String namespace, String labels, Predicate<T> meant) {
    List<T> found = listing(type, namespace, labels, meant).objects();
    found.forEach(object -> answers.answered(object, false));
    return found;
  }

  /**
   * Objects that were read together.
   *
   * @param version the resource version of the first page; empty where it has none
   */
  record Listing<T>(List<T> objects, String version) {}

  /** Reads the objects with these labels, and of which version that is. */
  <T extends HasMetadata> Listing<T> listing(
      Class<T> type, String namespace, String labels, Predicate<T> meant) {
    return startListing(type, namespace, labels, meant).get();
  }

  /** Begins to read them, so that another read goes on beside it until they are asked for. */
  <T extends HasMetadata> Supplier<Listing<T>> startListing(
      Class<T> type, String namespace, String labels, Predicate<T> meant) {
    ApiTarget target = ApiTarget.of("list", type, namespace, "");
    String query = "limit=" + PAGE + (labels.isEmpty() ? "" : "&labelSelector=" + encoded(labels));
    Supplier<ApiAnswer> first = transport.start(target, Content.get(query), LIMIT);
    return () -> pages(type, target, query, first.get(), meant);
  }

  private <T extends HasMetadata> Listing<T> pages(
      Class<T> type, ApiTarget target, String query, ApiAnswer first, Predicate<T> meant) {
    var found = new ArrayList<T>();
    String version = "";
    for (ApiAnswer answer = first; ; ) {
      if (answer.status() == 410) {
        throw new VerdigrisException(
            "the API server has forgotten the page of " + target + " that was to come next");
      }
      KubernetesResourceList<T> page =
          serialization.unmarshal(succeeded(target, answer).body(), listOf(type));
      page.getItems().stream().filter(meant).map(ManagedFields::trimmed).forEach(found::add);
      if (version.isEmpty()) {
        version = Objects.requireNonNullElse(page.getMetadata().getResourceVersion(), "");
      }
      String next = Objects.requireNonNullElse(page.getMetadata().getContinue(), "");
      if (next.isEmpty()) {
        return new Listing<>(List.copyOf(found), version);
      }
      answer = transport.send(target, Content.get(query + "&continue=" + encoded(next)), LIMIT);
    }
  }

  /** A list of just this type, which may be another than the client has for the kind. */
  private <T extends HasMetadata> TypeReference<DefaultKubernetesResourceList<T>> listOf(
      Class<T> type) {
    return new TypeReference<>() {
      @Override
      public Type getType() {
        return serialization.constructParametricType(DefaultKubernetesResourceList.class, type);
      }
    };
  }

  /** Reads the objects with exactly these values of their labels. */
  public <T extends HasMetadata> List<T> list(
      Class<T> type, String namespace, Map<String, String> labels) {
    return list(type, namespace, selector(labels));
  }

  static String selector(Map<String, String> labels) {
    return String.join(
        ",", labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  /** Creates an object; empty when there is one of that name already. */
  public <T extends HasMetadata> Optional<T> create(Class<T> type, T object) {
    ApiTarget target = target("create", type, object, "");
    ApiAnswer answer = transport.send(target, Content.json("POST", MANAGER, json(object)), LIMIT);
    return answer.status() == 409
        ? Optional.empty()
        : Optional.of(heard(read(target, answer, type), true));
  }

  /** Asks whether the server would create the object; what it says against it, else empty. */
  public <T extends HasMetadata> Optional<String> refusesCreate(Class<T> type, T object) {
    ApiTarget target = target("create", type, object, "").asked();
    return refusal(target, transport.send(target, Content.json("POST", DRY, json(object)), LIMIT));
  }

  /**
   * Replaces an object of the version that it carries; empty when another version, or none, is
   * there.
   */
  public <T extends HasMetadata> Optional<T> replace(Class<T> type, T object) {
    ApiTarget target = target("update", type, object, object.getMetadata().getName());
    ApiAnswer answer = transport.send(target, Content.json("PUT", MANAGER, json(object)), LIMIT);
    return answer.status() == 409 || answer.status() == 404
        ? Optional.empty()
        : Optional.of(read(target, answer, type));
  }

  /** Patches the object that the patch was made for. */
  public <T extends HasMetadata> PatchResult<T> patch(
      Class<T> type, HasMetadata object, FencedPatch patch) {
    ApiTarget target = target("patch", type, object, object.getMetadata().getName());
    return patched(
        target, send(target, "application/json-patch+json", MANAGER, patch.operations()), type);
  }

  /** Asks whether the server would apply the patch; what it says against it, else empty. */
  public <T extends HasMetadata> Optional<String> refusesPatch(
      Class<T> type, HasMetadata object, FencedPatch patch) {
    ApiTarget target = target("patch", type, object, object.getMetadata().getName()).asked();
    return refusal(target, send(target, "application/json-patch+json", DRY, patch.operations()));
  }

  /** Merges fields into an object that nobody else writes. */
  <T extends HasMetadata> PatchResult<T> merge(Class<T> type, T fields) {
    ApiTarget target = target("patch", type, fields, fields.getMetadata().getName());
    return patched(target, send(target, "application/merge-patch+json", MANAGER, fields), type);
  }

  /**
   * Deletes this very object; one that is not there is fine.
   *
   * @return whether it is gone; not when another of its name is there
   */
  public boolean delete(HasMetadata object) {
    return delete(object, Map.of("uid", object.getMetadata().getUid()));
  }

  /**
   * Deletes an object of the version that was read; like {@link #delete(HasMetadata)} otherwise.
   */
  boolean deleteUnchanged(HasMetadata object) {
    var meta = object.getMetadata();
    return delete(
        object, Map.of("uid", meta.getUid(), "resourceVersion", meta.getResourceVersion()));
  }

  private boolean delete(HasMetadata object, Map<String, String> preconditions) {
    ApiTarget target = target("delete", object.getClass(), object, object.getMetadata().getName());
    String only = json(Map.of("preconditions", preconditions));
    ApiAnswer answer = transport.send(target, Content.json("DELETE", "", only), LIMIT);
    return answer.status() == 404
        || (!answer.isConflict() && succeeded(target, answer).isSuccess());
  }

  /** Deletes an object; one that is not there is fine. */
  void delete(Class<? extends HasMetadata> type, String namespace, String name) {
    ApiTarget target = ApiTarget.of("delete", type, namespace, name);
    ApiAnswer answer = transport.send(target, Content.json("DELETE", "", "{}"), LIMIT);
    if (answer.status() != 404) {
      succeeded(target, answer);
    }
  }

  /** Asks a question by creating an object that is only an answer; empty when not supported. */
  <T extends HasMetadata> Optional<T> review(Class<T> type, T question) {
    ApiTarget target = ApiTarget.of("create", type, "", "").asked();
    ApiAnswer answer = transport.send(target, Content.json("POST", "", json(question)), LIMIT);
    return answer.status() == 404 ? Optional.empty() : Optional.of(read(target, answer, type));
  }

  /** Gets text below an object. */
  String text(ApiTarget target, String query) {
    return succeeded(target, transport.send(target, Content.get(query), LIMIT)).body();
  }

  /** Sends a request without a body, whatever comes of it, of which so many bytes are read. */
  ApiAnswer send(
      ApiTarget target, String method, Map<String, String> headers, Duration limit, int bytes) {
    return transport.send(target, new Content(method, "", "text/plain", "", headers), limit, bytes);
  }

  /** The rights that this process was told to have, by namespace. */
  Moments<String, List<ResourceRule>> rights() {
    return rights;
  }

  /** Writes a value as JSON. */
  public String json(Object value) {
    return serialization.asJson(value);
  }

  /** Writes an object as YAML. */
  public String yaml(Object value) {
    return serialization.asYaml(value);
  }

  /** Reads objects from YAML or JSON by their kinds. */
  Object parse(String yaml) {
    return serialization.unmarshal(yaml);
  }

  /** Reads an object of the same kind as another from JSON. */
  @SuppressWarnings("unchecked")
  <T extends HasMetadata> T read(String json, T like) {
    return (T) serialization.unmarshal(json, like.getClass());
  }

  /** Copies an object. */
  public <T> T copy(T object) {
    return serialization.clone(object);
  }

  private ApiAnswer send(ApiTarget target, String type, String query, Object body) {
    return transport.send(target, new Content("PATCH", query, type, json(body), Map.of()), LIMIT);
  }

  private <T extends HasMetadata> PatchResult<T> patched(
      ApiTarget target, ApiAnswer answer, Class<T> type) {
    if (answer.status() == 404) {
      return new NotFound<>();
    }
    if (answer.isConflict()) {
      throw new VerdigrisException(
          "another write came in between when the API server was asked to " + target);
    }
    return answer.isRefusal()
        ? new Refused<>(answer.message())
        : new Applied<>(heard(read(target, answer, type), true));
  }

  private static Optional<String> refusal(ApiTarget target, ApiAnswer answer) {
    boolean exists = answer.isConflict() && target.verb().equals("create");
    boolean refused =
        exists || answer.isRefusal() || answer.status() == 400 || answer.status() == 403;
    if (!refused) {
      succeeded(target, answer);
    }
    return refused ? Optional.of(answer.message()) : Optional.empty();
  }

  private <T> T read(ApiTarget target, ApiAnswer answer, Class<T> type) {
    return serialization.unmarshal(succeeded(target, answer).body(), type);
  }

  private static ApiAnswer succeeded(ApiTarget target, ApiAnswer answer) {
    if (!answer.isSuccess()) {
      throw answer.failure(target);
    }
    return answer;
  }

  private static ApiTarget target(
      String verb, Class<? extends HasMetadata> type, HasMetadata object, String name) {
    return ApiTarget.of(verb, type, object.getMetadata().getNamespace(), name);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
