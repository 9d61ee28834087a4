#!/bin/sh
# Puts $OUT/plan.md under a pull request or merge request, in place of what it said there before: its first line tells
# which comment is its own.
#
# on GitHub: GITHUB_TOKEN, GITHUB_REPOSITORY and PULL_REQUEST, the number; GITHUB_API_URL
# on GitLab: GITLAB_TOKEN (scope api), CI_API_V4_URL, CI_PROJECT_ID and CI_MERGE_REQUEST_IID
# CURL, JQ   the commands
. "$(dirname -- "$0")/common.sh"
curl=${CURL:-curl}
jq=${JQ:-jq}
[ -r "$out/plan.md" ] || {
  echo "no $out/plan.md; run plan.sh first" >&2
  exit 1
}
if [ -n "${GITHUB_REPOSITORY:-}" ]; then
  need GITHUB_TOKEN PULL_REQUEST
  token="Authorization: Bearer $GITHUB_TOKEN"
  api=${GITHUB_API_URL:-https://api.github.com}/repos/$GITHUB_REPOSITORY/issues
  all=$api/$PULL_REQUEST/comments
  one=$api/comments
  update=PATCH
else
  need GITLAB_TOKEN CI_API_V4_URL CI_PROJECT_ID CI_MERGE_REQUEST_IID
  token="PRIVATE-TOKEN: $GITLAB_TOKEN"
  all=$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes
  one=$all
  update=PUT
fi

# request METHOD URL: the token goes through standard input, where no list of processes shows it
request() {
  method=$1
  url=$2
  shift 2
  printf 'header = "%s"\n' "$token" |
    "$curl" --config - --silent --show-error --fail --retry 3 --max-time 30 --request "$method" \
      --header 'Content-Type: application/json' --header 'Accept: application/json' "$@" "$url"
}

marker=$(head -n 1 "$out/plan.md")
# shellcheck disable=SC2016 # variables of jq
"$jq" --null-input --rawfile body "$out/plan.md" '{body: $body}' >"$out/comment.json"
mine=
page=1
while [ -z "$mine" ]; do
  request GET "$all?per_page=100&page=$page" >"$out/comments.json"
  # shellcheck disable=SC2016
  mine=$("$jq" --raw-output --arg marker "$marker" \
    '[.[] | select(.body | startswith($marker)) | .id][0] // empty' "$out/comments.json")
  [ "$("$jq" length "$out/comments.json")" -eq 100 ] || break
  page=$((page + 1))
done
rm "$out/comments.json"
if [ -n "$mine" ]; then
  request "$update" "$one/$mine" --data-binary "@$out/comment.json" >/dev/null
  echo "updated the plan's comment"
else
  request POST "$all" --data-binary "@$out/comment.json" >/dev/null
  echo "commented with the plan"
fi
