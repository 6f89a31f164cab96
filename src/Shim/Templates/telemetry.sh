# Sourced again it changes nothing: the script may have replaced functions meanwhile. (A variable alone may have come from
# the environment.) No `return`: where the text is evaluated, that is an error, or the end of the script.
if [ "${_api_func_loaded-}" != "$$" ] || ! _api_func_is_loaded 2>&-; then
_api_func_loaded=$$
_api_func_is_loaded() { :; }
_api_func_out=
_api_func_updating=

@@@
post_to_api() {
  [ "${POST_TO_API_DONE-}" != true ] || return 0
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  _api_func_begin post_to_api lxc
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
  _api_func_begin post_to_api_vm vm
}

# Reports that an installation begins, of the type $2. The variables are the binary's to set, while there is one. What is
# under way counts as done: a trap that comes meanwhile, and looks, has to report the end. If the binary sets nothing, the
# configuration refuses, and all is as it was.
_api_func_begin() {
  _api_func_was=${POST_TO_API_DONE-unset}
  _api_func_set POST_TO_API_DONE true
  if ! _api_func_call "$1"; then
    _api_func_set TELEMETRY_TYPE "${TELEMETRY_TYPE:-$2}"
    _api_func_start_timer
    _api_func_set POST_TO_API_DONE false
  elif [ -n "$_api_func_is_set" ]; then
    :
  elif [ "$_api_func_was" = unset ]; then
    _api_func_eval 'unset POST_TO_API_DONE' || :
  else
    _api_func_set POST_TO_API_DONE "$_api_func_was"
  fi
}

# A trap that comes while this is under way, and reports, must not report a second end: that of the first call is sent
# whatever happens to the script. Most shells run traps when the call is over, and know whether it was delivered.
post_update_to_api() {
  _api_func_settle || :
  if [ "${3-}" != force ]; then
    [ "${POST_UPDATE_DONE-}" != true ] && [ -z "${_api_func_updating-}" ] || return 0
  fi
  [ -n "${POST_UPDATE_DONE-}" ] || _api_func_set POST_UPDATE_DONE false
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  _api_func_updating=true
  _api_func_out=$(_api_func_update "$@") _api_func_updating= || :
  _api_func_settle || :
}

# Fetches the log if the report is going to need it, and sends the report, though a signal may end the script meanwhile.
# Only for subshells.
_api_func_update() {
  set +eu
  _api_func_be_process
  trap : HUP INT TERM
  _api_func_read_code "${2:-1}"
  case ${1:-failed}.$_api_func_code in
    done.* | success.* | aborted.* | failed.129 | failed.130 | failed.143) ;;
    *) _api_func_fetch_log_for "$_api_func_code" ;;
  esac
  _api_func_capture post_update_to_api "$@" <&-
}
@@@
# A part of api.func that is sourced later looks at these, and leaves the functions alone.
_api_func_eval '_API_EXITCODES_LOADED=1 _API_ERRORLOG_LOADED=1 _API_SYSINFO_LOADED=1 _API_TELEMETRY_LOADED=1' || :

# Whatever the user's answer is: nothing is sent by that, and scripts go by it.
_api_func_find_repo_source
