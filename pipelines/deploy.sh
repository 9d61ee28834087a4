#!/bin/sh
# Rolls out, and ends with the status of `verdigris run`: 0 promoted, 10 rejected, 11 rolled back, 12 halted, 2 wrong
# settings, 1 anything else. Leaves $OUT/report.html, record.json, summary.md and results.env, whatever the end.
#
# When it is told to end (SIGINT, SIGTERM), the rollout is let go of in order; handover.sh then says what becomes of it.
# SLACK_URL   a Slack webhook that is told what happens, if set
. "$(dirname -- "$0")/common.sh"
application
one_word IMAGE

perform() {
  "$verdigris" "$@" &
  pid=$!
  trap 'kill -TERM "$pid" 2>/dev/null || :' INT TERM HUP
  status=0
  wait "$pid" || status=$?
  # a signal ends the waiting, not the command
  while kill -0 "$pid" 2>/dev/null; do
    status=0
    wait "$pid" || status=$?
  done
}

status=0
set -- --no-progress --report "$out/report.html" --record "$out/record.json"
[ -z "${SLACK_URL:-}" ] || set -- "$@" --notify slack:env=SLACK_URL
arguments run "$@"
publish image "$IMAGE"
sh "$here/summary.sh" "$status" || echo "the summary could not be written" >&2
exit "$status"
