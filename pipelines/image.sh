#!/bin/sh
# Builds an image and pushes it. CONTEXT is the directory with the Dockerfile, default the current one; IMAGE the name
# with a tag. Publishes the image with its digest: what is rolled out is what was built, whatever the tag says later.
#
# REGISTRY_USER, REGISTRY_PASSWORD   to log in with, if need be; the password goes through standard input
# DOCKER                             the command; default docker
. "$(dirname -- "$0")/common.sh"
one_word IMAGE
docker=${DOCKER:-docker}

case $IMAGE in
  *@*) fail IMAGE "must be a name and a tag to push, but has a digest: \"$IMAGE\"" ;;
esac
if [ -n "${REGISTRY_PASSWORD:-}" ]; then
  need REGISTRY_USER
  registry=${IMAGE%%/*}
  printf '%s' "$REGISTRY_PASSWORD" | "$docker" login --username "$REGISTRY_USER" --password-stdin "$registry"
fi
"$docker" build --pull --tag "$IMAGE" "${CONTEXT:-.}"
"$docker" push "$IMAGE"
digest=$("$docker" inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$IMAGE" |
  grep -F -- "${IMAGE%:*}@" | head -n 1)
[ -n "$digest" ] || {
  echo "the registry has told no digest of $IMAGE" >&2
  exit 1
}
publish image "${IMAGE}@${digest##*@}"
echo "pushed ${IMAGE}@${digest##*@}"
