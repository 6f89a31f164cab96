#!/usr/bin/env bash
# A helper script in the style of the community's: an LXC container with nginx. It installs nothing: the command that
# is given stands for the installation.
# Usage: container.sh ANSWER COMMAND [ARGUMENT]..., where ANSWER is what the user said about diagnostics: yes or no
# shellcheck disable=SC2034 # the variables are read by the library

# shellcheck source=/dev/null
source "$(dirname "${BASH_SOURCE[0]}")/api.func.shim"

APP="Nginx"
NSAPP="nginx"
METHOD="default"
RANDOM_UUID="$(cat /proc/sys/kernel/random/uuid)"
DIAGNOSTICS="$1"
CT_TYPE="1"
CORE_COUNT="2"
RAM_SIZE="1024"
DISK_SIZE="8"
DISABLEIP6="no"
var_os="debian"
var_version="12"

msg_info() { echo -e " ... $1"; }
msg_ok() { echo -e " ok  $1"; }
msg_error() { echo -e " !!  $1"; }

catch_errors() {
  set -eEuo pipefail
  trap 'error_handler $LINENO "$BASH_COMMAND"' ERR
  trap 'exit_handler $?' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

error_handler() {
  local exit_code="$?"
  local line_number="$1"
  local command="$2"
  msg_error "line $line_number, exit code $exit_code ($(get_error_description "$exit_code")): $command"
  post_update_to_api "failed" "$exit_code"
  exit "$exit_code"
}

# Whatever the error handler did not see; after it, this call does nothing.
exit_handler() {
  [[ $1 -eq 0 ]] || post_update_to_api "failed" "$1"
}

install_application() {
  msg_info "Installing $APP ($NSAPP) on $var_os $var_version"
  "$@"
  msg_ok "Installed $APP"
}

catch_errors
post_to_api
install_application "${@:2}"
post_update_to_api "done" "none"
