#!/bin/sh
# Finishes what an earlier run has left behind, as when its machine went away in the middle: takes the rollout over and
# drives it to its end, forward or back. Whether that one was promoted is not this run's affair, so only what a person
# must look at ends this step with another status than 0.
. "$(dirname -- "$0")/common.sh"
application

status=0
"$verdigris" resume -n "$NAMESPACE" -s "$SERVICE" --no-progress --record "$out/settled.json" || status=$?
case $status in
  0 | 10 | 11) exit 0 ;;
  *) exit "$status" ;;
esac
