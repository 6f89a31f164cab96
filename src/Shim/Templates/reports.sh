# --- Reports of both dialects.

# Sends a report: the function $1 in the binary, of which nothing is needed, neither output nor success.
_api_func_send() {
  _api_func_out=$(_api_func_capture "$@" <&-) || :
  _api_func_out=
}

# The same for a report that may contain the log.
_api_func_send_with_log() {
  _api_func_out=$(_api_func_capture_with_log "$@" <&-) || :
  _api_func_out=
}

# The failures are an array if the shell has those. Arrays cannot be exported: the elements go as arguments.
post_preflight_to_api() {
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  @FETCH@
  if [ -n "${BASH_VERSION-}${KSH_VERSION-}${YASH_VERSION-}${ZSH_VERSION-}" ]; then
    # shellcheck disable=SC2016
    eval 'set -- ${PREFLIGHT_FAILURES[@]+"${PREFLIGHT_FAILURES[@]}"}'
    # To ksh93, NAME=() is an empty record, which reads so.
    [ "$*" != "($_api_func_newline)" ] || set --
  else
    set -- ${PREFLIGHT_FAILURES+"$PREFLIGHT_FAILURES"}
  fi
  _api_func_call post_preflight_to_api "$@" || _api_func_set TELEMETRY_TYPE lxc
}

# The body is the script's own: it is sent without an answer of the user, and only a refusal, which may be in the file,
# forbids that.
_tm_send() {
  _api_func_consent=${DIAGNOSTICS-}
  [ -n "$_api_func_consent" ] || _api_func_read_consent
  _api_func_may_send "${_api_func_consent:-yes}" || return 1
  (_api_func_run_long 1 _tm_send "$@") || return 1
}

init_tool_telemetry() {
  [ -z "${1-}" ] || _api_func_set TELEMETRY_TOOL_NAME "$1"
  _api_func_set TELEMETRY_TOOL_TYPE "${2:-pve}"
  if [ -f '@CONSENT_FILE@' ]; then
    _api_func_read_consent
    _api_func_set DIAGNOSTICS "$_api_func_consent"
  fi
  _api_func_start_clock
  # zsh runs an EXIT trap that is set in a function when that returns, unless it is told to do as others do.
  # shellcheck disable=SC3041,SC3042
  [ -z "${ZSH_VERSION-}" ] || setopt localoptions posixtraps
  trap '_telemetry_report_exit "$?"' EXIT
}

telemetry_new_attempt() {
  _api_func_id=
  [ -z "${ZSH_VERSION-}" ] || set +x
  { IFS= read -r _api_func_id </proc/sys/kernel/random/uuid || :; } 2>&-
  if [ -n "$_api_func_id" ]; then
    _api_func_export EXECUTION_ID "$_api_func_id"
  else
    _api_func_call telemetry_new_attempt || :
  fi
  _api_func_set POST_TO_API_DONE false
  _api_func_set POST_UPDATE_DONE false
  for _api_func_name in FAILED_COMMAND FAILED_LINE ERROR_CATEGORY_OVERRIDE TELEMETRY_ERRINFO; do
    _api_func_eval "unset $_api_func_name" || :
  done
}
