#!/bin/sh
# Builds Verdigris unless that was done.
. "$(dirname -- "$0")/common.sh"

if ! "$verdigris" --version 2>/dev/null; then
  (cd "$here/.." && mvn --batch-mode --quiet -Dmaven.test.skip=true -pl cli -am package)
  "$verdigris" --version
fi
