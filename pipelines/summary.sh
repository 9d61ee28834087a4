#!/bin/sh
# Writes $OUT/summary.md about the rollout that $OUT/record.json tells of, and publishes how it ended. The argument is its
# exit status.
. "$(dirname -- "$0")/common.sh"
application
status=${1:?the exit status of the rollout}
jq=${JQ:-jq}
publish status "$status"
publish outcome "$(word "$status")"

# what a cluster says must neither end a table's cell nor be taken for HTML
# shellcheck disable=SC2016
text='def text: tostring | gsub("[\\r\\n]+"; " ") | gsub("(?<c>[\\\\|<>&*_`\\[\\]])"; "\\\(.c)");'
# a record that ends in the middle of a line, as when its process was killed, tells what it can
events=$out/events.json
: >"$events"
[ ! -s "$out/record.json" ] || "$jq" --raw-input --compact-output 'fromjson?' "$out/record.json" >"$events"
{
  echo "### Blue-green rollout of \`$NAMESPACE/$SERVICE\`: $(word "$status")"
  echo
  echo '| | |'
  echo '|---|---|'
  echo "| image | \`${IMAGE:-}\` |"
  if [ -s "$events" ]; then
    # shellcheck disable=SC2016
    "$jq" --raw-output --slurp "$text"'
      ([.[] | select(.type == "outcome")] | last) as $last
      | ([.[] | select(.type == "switched")]) as $moves
      | (if $last then
           "| rollout | \($last.rollout | text) |",
           "| serves now | \($last.live // "not known" | text) |",
           "| why | \($last.reason | text) |",
           ($last.findings // [] | .[] | "| found | \(.field | text) \"\(.value | text)\" \(.problem | text): \(.remedy | text) |"),
           ($last.notes // [] | .[] | "| note | \(text) |")
         else
           "| why | \([.[] | .message // empty] | last // "nothing was recorded" | text) |"
         end),
      ($moves[] | "| switched | \(.at) to \(.live | text) |")' "$events"
  fi
  echo
  case $status in
    0) ;;
    10) echo 'The version that was live has had all traffic, all the time.' ;;
    11) echo 'Traffic had moved and is back on the version before.' ;;
    12) echo "**A person must look**: \`verdigris status -n $NAMESPACE -s $SERVICE\` says how it stands and what is possible." ;;
    *) echo 'It has not ended; see the log.' ;;
  esac
} >"$out/summary.md"
if [ -s "$events" ]; then
  rollout=$("$jq" --raw-output --slurp '[.[] | .rollout // empty] | last // ""' "$events")
  # the outcome knows best, also when it does not know
  # shellcheck disable=SC2016
  live=$("$jq" --raw-output --slurp \
    '([.[] | select(.type == "outcome")] | last) as $last
      | if $last then $last.live // "" else [.[] | .live // empty] | last // "" end' "$events")
  publish rollout "$rollout"
  publish live "$live"
fi
rm "$events"
summarize "$out/summary.md"
