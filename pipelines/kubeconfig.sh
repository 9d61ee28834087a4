#!/bin/sh
# Writes KUBECONFIG_DATA into KUBECONFIG_FILE, for nobody else to read, and has later steps use it.
. "$(dirname -- "$0")/common.sh"
need KUBECONFIG_DATA KUBECONFIG_FILE

(
  umask 077
  printf '%s\n' "$KUBECONFIG_DATA" >"$KUBECONFIG_FILE"
)
if [ -n "${GITHUB_ENV:-}" ]; then
  printf 'KUBECONFIG=%s\n' "$KUBECONFIG_FILE" >>"$GITHUB_ENV"
fi
