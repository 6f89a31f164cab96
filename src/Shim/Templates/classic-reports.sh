# --- Reports of the classic dialect.

post_to_api() {
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  @FETCH@
  _api_func_report post_to_api
}

post_to_api_vm() {
  [ -f '@CONSENT_FILE@' ] || {
    ! _api_func_in_dev_mode || _api_func_say 'nothing is sent: there is no @CONSENT_FILE@'
    return 0
  }
  _api_func_read_consent
  _api_func_set DIAGNOSTICS "$_api_func_consent"
  _api_func_may_report "$_api_func_consent" || return 0
  @FETCH@
  _api_func_size=${DISK_SIZE-}
  _api_func_set DISK_SIZE_API "${_api_func_size%G}"
  _api_func_size=
  _api_func_report post_to_api_vm
}

# Marked as done first: a trap that comes while the report is being sent must not send another one.
post_update_to_api() {
  [ "${POST_UPDATE_DONE-}" != true ] || return 0
  _api_func_set POST_UPDATE_DONE true
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  @FETCH@
  _api_func_report post_update_to_api "${1-}" "${2-}"
}

# Sends a report that may be sent.
_api_func_report() {
  _api_func_call "$@" || _api_func_set RESPONSE 000
}
