# --- Consent, as far as variables and the user's answer tell: opting out costs no process. The rest is the binary's.

# Whether an installation may be reported, if the user's answer is $1: it has an ID, too.
_api_func_may_report() {
  _api_func_may_send "$1" "${RANDOM_UUID-}"
}

# Whether something may be sent, if the user's answer is $1, and the ID, if one is needed, $2. DEV_MODE shows why not.
_api_func_may_send() {
  if _api_func_consents "$1"; then
    [ -z "${2--}" ] || return 0
    _api_func_reason='RANDOM_UUID is empty'
  else
    _api_func_delete_pending "$1"
  fi
  ! _api_func_in_dev_mode || _api_func_say "nothing is sent: $_api_func_reason"
  return 1
}

# Whether the user consents, if the answer is $1; if not, $_api_func_reason says why.
_api_func_consents() {
  _api_func_reason="DIAGNOSTICS is not 'yes'"
  case $1 in
    [Yy][Ee][Ss]) ;;
    *) return 1 ;;
  esac
  _api_func_reason='DO_NOT_TRACK is set'
  case ${DO_NOT_TRACK-} in
    '' | 0) ;;
    *) return 1 ;;
  esac
}

# Reads the answer from its file into $_api_func_consent: the last line counts, without blanks and quotes at its ends.
_api_func_read_consent() {
  _api_func_consent=
  _api_func_more=true
  [ -r '@CONSENT_FILE@' ] || return 0
  # Here and below: a trace that cannot be written ends zsh, which restores this option when the function returns.
  [ -z "${ZSH_VERSION-}" ] || set +x
  {
    while [ -n "$_api_func_more" ]; do
      IFS= read -r _api_func_line || _api_func_more=
      case $_api_func_line in
        [Dd][Ii][Aa][Gg][Nn][Oo][Ss][Tt][Ii][Cc][Ss]=*) _api_func_consent=${_api_func_line#*=} ;;
      esac
    done <'@CONSENT_FILE@' || :
  } 2>&-
  _api_func_line=
  while :; do
    case $_api_func_consent in
      [[:space:]\"\']*) _api_func_consent=${_api_func_consent#?} ;;
      *[[:space:]\"\']) _api_func_consent=${_api_func_consent%?} ;;
      *) return 0 ;;
    esac
  done
}

# A configuration may refuse, too, and only the binary can read that.
_tm_enabled() {
  _api_func_may_report "${DIAGNOSTICS-}" || return 1
  [ -e '@CONFIGURATION_FILE@' ] || [ -L '@CONFIGURATION_FILE@' ] || return 0
  _api_func_code=0
  (_api_func_run _tm_enabled <&-) || _api_func_code=$?
  [ "$_api_func_code" != 1 ] || return 1
}
