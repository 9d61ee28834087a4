#!/bin/sh
# What becomes of a rollout whose run was cancelled. ON_CANCEL is
#
# abort    the way back: it is asked for, and driven to its end here; the default
# resume   it is driven to its end, forward or back, as if nothing had happened
# keep     it stays as it is saved; the next run, or `verdigris resume`, goes on with it
#
# Ends with the status of the end, as deploy.sh does.
. "$(dirname -- "$0")/common.sh"
application
action=${ON_CANCEL:-abort}
case $action in
  abort | resume | keep) ;;
  *) fail ON_CANCEL "must be abort, resume or keep, but is \"$action\"" ;;
esac

"$verdigris" status -n "$NAMESPACE" -s "$SERVICE"
[ "$action" != keep ] || exit 0
if [ "$action" = abort ]; then
  # refused where no rollout is under way any more: then there is nothing to resume either
  "$verdigris" abort -n "$NAMESPACE" -s "$SERVICE" --by "${ACTOR:-pipeline}" --reason 'the pipeline was cancelled' || :
fi
status=0
"$verdigris" resume -n "$NAMESPACE" -s "$SERVICE" --no-progress \
  --report "$out/handover.html" --record "$out/record.json" || status=$?
if [ -s "$out/record.json" ] && grep -q '"type":"outcome"' "$out/record.json"; then
  sh "$here/summary.sh" "$status" || echo "the summary could not be written" >&2
fi
exit "$status"
