# --- Exit codes: what they mean. No process: this has to be right without the binary, too.

# The cases are texts, which shells read faster than commands: every script reads them, and few ask.
get_error_description() {
  set -- "${1-}"
  # shellcheck disable=SC2016
  eval 'case $1 in
    @DESCRIPTIONS@
    *) _api_func_print "Unknown error code ($1)" | _api_func_join ;;
  esac'
}

explain_exit_code() {
  set -- "${1-}"
  # shellcheck disable=SC2016
  eval 'case $1 in
    @EXPLANATIONS@
    *) _api_func_print "@UNKNOWN_MEANING@" ;;
  esac'
}

categorize_error() {
  if [ -n "${ERROR_CATEGORY_OVERRIDE-}" ]; then
    _api_func_print "$ERROR_CATEGORY_OVERRIDE"
    return 0
  fi
  set -- "${1-}"
  # shellcheck disable=SC2016
  eval 'case $1 in
    @CATEGORIES@
    *) _api_func_print "@UNKNOWN_CATEGORY@" ;;
  esac'
}
