# --- Reports of the telemetry dialect.

post_to_api() {
  [ "${POST_TO_API_DONE-}" != true ] || return 0
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  @FETCH@
  _api_func_report_start post_to_api lxc
}

post_to_api_vm() {
  [ "${POST_TO_API_DONE-}" != true ] || return 0
  _api_func_consent=${DIAGNOSTICS-}
  if [ -f '@CONSENT_FILE@' ]; then
    _api_func_read_consent
    _api_func_set DIAGNOSTICS "$_api_func_consent"
  fi
  _api_func_set TELEMETRY_TYPE vm
  _api_func_set CT_TYPE 2
  _api_func_may_report "$_api_func_consent" || return 0
  @FETCH@
  _api_func_report_start post_to_api_vm vm
}

# Reports that an installation begins: the function $1, the type $2. While it is being sent it counts as done, so that a trap
# that comes then reports the end. The binary sets the variables. If it sets none, it has failed, and all is as it was;
# without the binary they are set here.
_api_func_report_start() {
  _api_func_was=${POST_TO_API_DONE-unset}
  _api_func_set POST_TO_API_DONE true
  if ! _api_func_call "$1"; then
    _api_func_set TELEMETRY_TYPE "${TELEMETRY_TYPE:-$2}"
    _api_func_start_clock
    _api_func_set POST_TO_API_DONE false
  elif [ -n "$_api_func_is_set" ]; then
    :
  elif [ "$_api_func_was" = unset ]; then
    _api_func_eval 'unset POST_TO_API_DONE' || :
  else
    _api_func_set POST_TO_API_DONE "$_api_func_was"
  fi
}

# A trap that comes meanwhile, and reports, must not report a second end: the first is sent whatever happens to the script.
# Most shells run traps after the call, and know then whether it was delivered.
post_update_to_api() {
  _api_func_apply || :
  if [ "${3-}" != force ]; then
    [ "${POST_UPDATE_DONE-}" != true ] && [ -z "${_api_func_updating-}" ] || return 0
  fi
  [ -n "${POST_UPDATE_DONE-}" ] || _api_func_set POST_UPDATE_DONE false
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  @FETCH@
  _api_func_updating=true
  _api_func_out=$(_api_func_capture_with_log post_update_to_api "$@" <&-) _api_func_updating= || :
  _api_func_apply || :
}
