#!/bin/sh
# Says what a rollout would do, in $OUT/plan.md, and changes nothing. Ends with 10 when the rollout would be refused.
. "$(dirname -- "$0")/common.sh"
application
one_word IMAGE

perform() {
  command=$1
  shift
  "$verdigris" "$command" "$@"
}

status=0
arguments plan >"$out/plan.txt" 2>"$out/plan.err" || status=$?
case $status in
  0) headline="can go ahead" ;;
  10) headline="would be **refused**" ;;
  *) headline="could not be planned" ;;
esac
{
  echo "<!-- verdigris: $NAMESPACE/$SERVICE -->"
  echo "### Blue-green rollout of \`$NAMESPACE/$SERVICE\` $headline"
  echo
  echo "Image \`$IMAGE\`"
  echo
  # more backquotes than any line has; GitHub takes 65,536 characters
  echo '~~~~~~~~text'
  cat "$out/plan.txt" "$out/plan.err" | sed 's/^~~~~~~~~/ &/' | head -c 60000
  echo '~~~~~~~~'
} >"$out/plan.md"
cat "$out/plan.txt"
cat "$out/plan.err" >&2
summarize "$out/plan.md"
exit "$status"
