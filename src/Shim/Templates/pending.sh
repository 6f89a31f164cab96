# --- Pending reports, which the binary deletes if consent is refused.

# Has the binary delete what waits to be sent, if the answer $1 is a refusal (silence is none) or a file refuses. It is
# started only if something may wait.
_api_func_delete_pending() {
  ! _api_func_may_have_pending || _api_func_unused=$(_api_func_capture @DELETE_IF_REFUSED@ "$1" <&-) || :
}

# Whether reports may wait. If no variable says where, that is every directory that the binary may choose, and whichever
# one a configuration names: only the binary can read that.
_api_func_may_have_pending() {
  if [ -n "${API_FUNC_STATE_DIR-}" ]; then
    _api_func_has_reports "$API_FUNC_STATE_DIR" || return 1
  else
    _api_func_has_reports '@STATE_OF_ROOT@' ||
      _api_func_has_reports "${XDG_STATE_HOME:-${HOME-}/@STATE_HOME@}/@STATE_OF_USER@" ||
      _api_func_is_directory_configured || return 1
  fi
}

# Whether the state directory $1 has reports that wait, or that servers have refused.
_api_func_has_reports() {
  [ -d "$1/@WAITING@" ] || [ -d "$1/@REFUSED@" ] || return 1
}

# Whether the configuration mentions a state directory.
_api_func_is_directory_configured() {
  [ -f '@CONFIGURATION_FILE@' ] && [ -r '@CONFIGURATION_FILE@' ] || return 1
  _api_func_more=true
  _api_func_found=
  [ -z "${ZSH_VERSION-}" ] || set +x
  {
    while [ -n "$_api_func_more" ]; do
      IFS= read -r _api_func_line || _api_func_more=
      case $_api_func_line in
        *API_FUNC_STATE_DIR*) _api_func_found=true ;;
      esac
    done <'@CONFIGURATION_FILE@' || :
  } 2>&-
  _api_func_line=
  [ -n "$_api_func_found" ] || return 1
}
