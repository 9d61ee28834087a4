#!/bin/sh
# Renders MANIFESTS and applies them: ConfigMaps, Ingresses and whatever else the new version needs. What Verdigris
# moves is refused, for applying it would move traffic past all checks: the Service and the Deployments of the colours.
# With CHECK=true it only checks, against the cluster, and changes nothing.
. "$(dirname -- "$0")/common.sh"
application
one_word IMAGE

[ -n "${MANIFESTS:-}" ] || {
  echo "no MANIFESTS to apply"
  exit 0
}
[ -e "$MANIFESTS" ] || fail MANIFESTS "must be a file or a directory, but \"$MANIFESTS\" is not there"

source_of() {
  if [ -f "$MANIFESTS/kustomization.yaml" ]; then
    "$kubectl" kustomize "$MANIFESTS"
  elif [ -d "$MANIFESTS" ]; then
    for file in "$MANIFESTS"/*.yaml "$MANIFESTS"/*.yml; do
      [ ! -f "$file" ] || {
        echo '---'
        cat "$file"
      }
    done
  else
    cat "$MANIFESTS"
  fi
}

source_of >"$out/manifests.in"
render <"$out/manifests.in" >"$out/manifests.yaml"
rm "$out/manifests.in"
names=$("$kubectl" apply --namespace "$NAMESPACE" --dry-run=client --output name --filename "$out/manifests.yaml")
for object in "service/$SERVICE" "deployment.apps/$SERVICE-blue" "deployment.apps/$SERVICE-green"; do
  if printf '%s\n' "$names" | grep -qxF -- "$object"; then
    fail MANIFESTS "must not hold $object, which Verdigris moves; give a Deployment as DEPLOYMENT, and create the Service once"
  fi
done
if [ "${CHECK:-false}" = true ]; then
  exec "$kubectl" apply --namespace "$NAMESPACE" --server-side --field-manager pipeline --dry-run=server --filename "$out/manifests.yaml"
fi
exec "$kubectl" apply --namespace "$NAMESPACE" --server-side --field-manager pipeline --filename "$out/manifests.yaml"
