package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Colour;
import io.verdigris.kubernetes.PatchResult.Applied;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Moves traffic by one fenced patch of the object that directs it, once for each epoch. A refused
 * patch is a question: what the object says by then decides.
 *
 * @param <T> the object's kind
 * @param api the requests
 * @param type the object's kind
 * @param first tells what the object was like lately: the patch tests what it rests on
 * @param look reads the object; a {@link ForeignChangeException} says that it is gone
 */
public record FencedSwitch<T extends HasMetadata>(
    ApiServer api,
    Class<T> type,
    Supplier<? extends RoutingObject<T>> first,
    Supplier<? extends RoutingObject<T>> look) {
  private static final int TRIES = 4;

  /** Reads the object first. */
  public FencedSwitch(ApiServer api, Class<T> type, Supplier<? extends RoutingObject<T>> look) {
    this(api, type, look, look);
  }

  /** Switches, or finds it done. */
  public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
    return move(request, Optional.of(request.to()));
  }

  /** Directs traffic to both colours, or finds it done. */
  public Progress<SwitchReceipt> share(SwitchRequest request) {
    return move(request, Optional.empty());
  }

  /**
   * @param only the colour that shall be the only one with traffic; empty for both
   */
  private Progress<SwitchReceipt> move(SwitchRequest request, Optional<Colour> only) {
    RoutingObject<T> there = first.get();
    for (int i = 0; ; i++) {
      if (isDone(there, request, only)) {
        return Progress.done(new SwitchReceipt(request.epoch(), true));
      }
      refuseForeign(there, request);
      PatchResult<T> result = api.patch(type, there.object(), patch(there, request, only));
      if (result instanceof Applied<T>) {
        return Progress.done(new SwitchReceipt(request.epoch(), false));
      }
      RoutingObject<T> now = look.get();
      // what was seen lately may be older than the switch
      boolean glanced = i == 0 && first != look;
      if (!glanced && !isDone(now, request, only)) {
        explain(there, now, request, result, i + 1 == TRIES);
      }
      there = now;
    }
  }

  private static boolean isDone(
      RoutingObject<?> there, SwitchRequest request, Optional<Colour> only) {
    return there.epoch() == request.epoch()
        && there.colour().equals(only)
        && Fences.annotation(there.object(), Marks.ROLLOUT).equals(request.context().rollout());
  }

  private static void refuseForeign(RoutingObject<?> there, SwitchRequest request) {
    long fence = request.context().fence();
    Fences.refuseHigher(there.object(), fence);
    boolean expected = request.from().isEmpty() || there.colour().equals(request.from());
    if (!expected || Fences.of(there.object()) != fence || there.epoch() >= request.epoch()) {
      throw new ForeignChangeException(
          Fences.describe(there.object())
              + " "
              + there.says()
              + " with epoch "
              + there.epoch()
              + " and fence "
              + Fences.of(there.object())
              + "; expected were colour "
              + request.from().map(Colour::label).orElse("none")
              + ", an epoch below "
              + request.epoch()
              + " and fence "
              + fence);
    }
  }

  private FencedPatch patch(RoutingObject<T> there, SwitchRequest request, Optional<Colour> only) {
    FencedPatch patch = FencedPatch.fenced(there.object(), request.context().fence());
    only.ifPresentOrElse(
        colour -> there.redirect(patch, colour),
        () -> there.share(patch, request.to(), request.weight()));
    RoutingObject.Note note = there.note();
    return patch
        .annotate(note.annotation(), api.json(note.value()))
        .label(Marks.EPOCH, Long.toString(request.epoch()))
        .label(Marks.MANAGED, "true")
        .annotate(Marks.ROLLOUT, request.context().rollout())
        .annotate(Marks.PHASE, request.phase().name());
  }

  /** Returns when the refusal is explained by a change that has nothing to do with traffic. */
  private static void explain(
      RoutingObject<?> before,
      RoutingObject<?> now,
      SwitchRequest request,
      PatchResult<?> result,
      boolean last) {
    refuseForeign(now, request);
    var was = before.object().getMetadata();
    var is = now.object().getMetadata();
    if (!was.getUid().equals(is.getUid()) || !before.says().equals(now.says())) {
      throw new ForeignChangeException(
          "somebody changed "
              + Fences.describe(now.object())
              + " while it was to be switched; it "
              + now.says());
    }
    if (last || was.getResourceVersion().equals(is.getResourceVersion())) {
      throw new PermanentFailureException(
          Fences.describe(now.object()) + " was not changed: " + result);
    }
  }
}
