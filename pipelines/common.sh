# What the steps of a pipeline have in common; sourced by them. They take all that they need from the environment:
#
# NAMESPACE, SERVICE     the application
# IMAGE                  the image to roll out, best with its digest
# CONTAINER              the container that runs it; default app
# DEPLOYMENT             a Deployment's manifest to roll out instead of the live one with another image
# MANIFESTS              a file or directory of other manifests to apply before, or one with a kustomization.yaml
# OPTIONS                options of `verdigris run`, one a line: "--soak 10m"
# VERSION                for manifests; default the image's tag
# OUT                    where results go; default verdigris-out
# VERDIGRIS, KUBECTL     the commands; default verdigris beside this directory, and kubectl
#
# Manifests may say ${IMAGE}, ${VERSION}, ${NAMESPACE} and ${SERVICE}; nothing else is replaced.
# shellcheck disable=SC2034 # for who sources it
set -eu

here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd)
verdigris=${VERDIGRIS:-$here/../verdigris}
kubectl=${KUBECTL:-kubectl}
out=${OUT:-verdigris-out}

# fail NAME MESSAGE: what is wrong with the pipeline's settings ends it like a wrong command line.
fail() {
  echo "$1 $2" >&2
  exit 2
}

# need NAME…: these must be set.
need() {
  for name in "$@"; do
    eval "value=\${$name:-}"
    [ -n "$value" ] || fail "$name" "must be set, but is not"
  done
}

# name NAME: its value must be a name as Kubernetes takes them.
name() {
  need "$1"
  eval "value=\$$1"
  case $value in
    *[!a-z0-9-]* | -* | *-) fail "$1" "must consist of a-z, 0-9 and -, but is \"$value\"" ;;
  esac
}

# one_word NAME: its value must be one word.
one_word() {
  need "$1"
  eval "value=\$$1"
  case $value in
    *[![:graph:]]*) fail "$1" "must be one word, but is \"$value\"" ;;
  esac
}

application() {
  name NAMESPACE
  name SERVICE
}

version() {
  if [ -n "${VERSION:-}" ]; then
    printf '%s' "$VERSION"
  else
    tag=${IMAGE%@*}
    tag=${tag##*/}
    case $tag in
      *:*) printf '%s' "${tag##*:}" ;;
      *) printf 'latest' ;;
    esac
  fi
}

# quoted TEXT: for the right side of sed's s|…|…|
quoted() {
  printf '%s' "$1" | sed 's/[&|\\]/\\&/g'
}

# render: standard input with the placeholders replaced
render() {
  sed \
    -e "s|\${IMAGE}|$(quoted "$IMAGE")|g" \
    -e "s|\${VERSION}|$(quoted "$(version)")|g" \
    -e "s|\${NAMESPACE}|$(quoted "$NAMESPACE")|g" \
    -e "s|\${SERVICE}|$(quoted "$SERVICE")|g"
}

# arguments COMMAND OPTION…: has perform run verdigris COMMAND for the application, with the change and OPTIONS
arguments() {
  command=$1
  shift
  set -- -n "$NAMESPACE" -s "$SERVICE" "$@"
  if [ -n "${DEPLOYMENT:-}" ]; then
    [ -r "$DEPLOYMENT" ] || fail DEPLOYMENT "must be a readable file, but is \"$DEPLOYMENT\""
    render <"$DEPLOYMENT" >"$out/deployment.yaml"
    set -- "$@" -f "$out/deployment.yaml"
  else
    set -- "$@" --image "${CONTAINER:-app}=$IMAGE"
  fi
  while read -r line; do
    case $line in
      '' | '#'*) ;;
      -*' '*) set -- "$@" "${line%% *}" "${line#* }" ;;
      -*) set -- "$@" "$line" ;;
      *) fail OPTIONS "must hold one option a line, such as --soak 10m, but has \"$line\"" ;;
    esac
  done <<EOF
${OPTIONS:-}
EOF
  perform "$command" "$@"
}

# word STATUS: what an exit status of verdigris says
word() {
  case $1 in
    0) echo promoted ;;
    10) echo rejected ;;
    11) echo rolled-back ;;
    12) echo halted ;;
    2) echo usage ;;
    *) echo unexpected ;;
  esac
}

# publish NAME VALUE: for later steps, where the pipeline has a place for that
publish() {
  if [ -n "${GITHUB_OUTPUT:-}" ]; then
    printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
  fi
  printf '%s=%s\n' "$1" "$2" >>"$out/results.env"
}

# summarize FILE: shows Markdown on the run's page, where there is one
summarize() {
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    cat "$1" >>"$GITHUB_STEP_SUMMARY"
  fi
}

mkdir -p "$out"
