# --- The log, which a script may have to fetch (ensure_log_on_host) before the binary reads it.

# Has the script fetch its log, if it can. With arguments: only if the binary is going to read the log in the call of the
# function $1 with the others; the binary is asked. What the script sets thereby counts for that call: only for subshells.
_api_func_fetch_log() {
  case $(command -v ensure_log_on_host 2>&-) in
    ensure_log_on_host) ;;
    *) return 0 ;;
  esac
  [ -c /dev/null ] || return 0
  [ "$#" = 0 ] || _api_func_unused=$(_api_func_ask @NEEDS_LOG@ "$@" <&-) || return 0
  # ksh93 also loses the output of a subshell that is no process, once a function in it was redirected.
  _api_func_fork
  trap : HUP TERM
  ensure_log_on_host </dev/null >/dev/null 2>&1 || :
}

# Asks the binary something that its exit code answers. Only for subshells, which it ends: in an EXIT trap of zsh the code of
# the last command is not theirs.
_api_func_ask() {
  set +aeux
  exec 2>&-
  _api_func_capture "$@"
  exit "$?"
}

# Captures the function $1, which reports, and fetches the log before if that is needed. Signals do not end it, though they
# may end the script. Only for subshells.
_api_func_capture_with_log() {
  set +eu
  _api_func_fork
  trap : HUP INT TERM
  case $1.${2-} in
    @CALLS_WITHOUT_LOG@) ;;
    *) _api_func_fetch_log "$@" ;;
  esac
  _api_func_capture "$@"
}
