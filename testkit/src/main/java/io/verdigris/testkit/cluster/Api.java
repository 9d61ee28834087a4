package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.Access.Wish;
import io.verdigris.testkit.cluster.Kind.Trait;
import io.verdigris.testkit.cluster.Resources.Target;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Finds out what a request asks for and by whom, and has it done. */
final class Api {
  private final Access access;
  private final Resources resources;
  private final Reviews reviews;
  private final Scales scales;
  private final PodCalls pods;

  Api(Access access, Resources resources, Scales scales, PodCalls pods) {
    this.access = access;
    this.resources = resources;
    this.reviews = new Reviews(access);
    this.scales = scales;
    this.pods = pods;
  }

  /**
   * Does what a request asks for.
   *
   * @throws Refusal with what is answered instead
   */
  Reply handle(ApiRequest request) {
    String user = access.user(request);
    Optional<ApiPath> path = ApiPath.of(request.resource());
    if (path.isEmpty()) {
      return Discovery.answer(request.resource()).map(Reply::ok).orElseThrow(Refusal::unknown);
    }
    if (path.get().group().equals(Reviews.GROUP)) {
      return review(path.get(), user, request);
    }
    Target target = target(path.get());
    access.check(user, wish(path.get(), request));
    if (path.get().name().isEmpty()) {
      return collection(target, request);
    }
    return path.get().subresource().isEmpty() || path.get().subresource().equals("status")
        ? object(target, request)
        : subresource(target, request);
  }

  private Reply review(ApiPath path, String user, ApiRequest request) {
    if (!request.verb().equals("POST")) {
      throw notAllowed();
    }
    if (!(Bodies.json(request) instanceof ObjectNode question)) {
      throw Refusal.badRequest("a review is an object");
    }
    return reviews
        .answer(path.plural(), user, question)
        .map(Reply::created)
        .orElseThrow(Refusal::unknown);
  }

  private static Target target(ApiPath path) {
    Kind kind = Kinds.at(path.group(), path.version(), path.plural()).orElseThrow(Refusal::unknown);
    boolean known =
        switch (path.subresource()) {
          case "" -> true;
          case "status" -> kind.has(Trait.STATUS);
          case "scale" -> kind.has(Trait.SCALE);
          case "proxy", "log" -> kind.equals(Kinds.POD);
          default -> false;
        };
    boolean placed = kind.namespaced() ? placed(path) : path.namespace().isEmpty();
    if (!known || !placed) {
      throw Refusal.unknown();
    }
    return new Target(kind, path);
  }

  /** Without a namespace there are only all objects of a kind. */
  private static boolean placed(ApiPath path) {
    return !path.namespace().isEmpty() || path.name().isEmpty();
  }

  private static Wish wish(ApiPath path, ApiRequest request) {
    boolean all = path.name().isEmpty();
    String verb =
        switch (request.verb()) {
          case "GET", "HEAD" -> request.isSet("watch") ? "watch" : all ? "list" : "get";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> all ? "deletecollection" : "delete";
          default -> throw notAllowed();
        };
    String name = path.subresource().equals("proxy") ? PodCalls.pod(path) : path.name();
    return new Wish(verb, path.group(), path.resource(), path.scope(), name);
  }

  private Reply collection(Target target, ApiRequest request) {
    return switch (request.verb()) {
      case "GET" ->
          request.isSet("watch")
              ? new Reply.Changes(resources.watch(target, request))
              : Reply.ok(resources.list(target, request));
      case "POST" -> {
        if (target.kind().namespaced() && target.path().namespace().isEmpty()) {
          throw notAllowed();
        }
        yield resources.create(target, request);
      }
      case "DELETE" -> resources.deleteAll(target, request);
      default -> throw notAllowed();
    };
  }

  private Reply object(Target target, ApiRequest request) {
    boolean whole = target.path().subresource().isEmpty();
    return switch (request.verb()) {
      case "GET" ->
          whole && request.isSet("watch")
              ? new Reply.Changes(resources.watch(target, request))
              : Reply.ok(resources.get(target));
      case "PUT" -> resources.replace(target, request);
      case "PATCH" -> resources.patch(target, request);
      case "DELETE" -> {
        if (!whole) {
          throw notAllowed();
        }
        yield resources.delete(target, request);
      }
      default -> throw notAllowed();
    };
  }

  private Reply subresource(Target target, ApiRequest request) {
    return switch (target.path().subresource()) {
      case "proxy" -> pods.proxy(target, request);
      case "log" -> pods.log(target, request);
      default -> scales.handle(target, request);
    };
  }

  static Refusal notAllowed() {
    return Refusal.of(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
}
