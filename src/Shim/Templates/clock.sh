# --- The clock of an installation.

start_install_timer() {
  _api_func_start_clock
}

# Starts the clock, unless it runs.
_api_func_start_clock() {
  [ -z "${INSTALL_START_TIME-}" ] || return 0
  # shellcheck disable=SC3028
  _api_func_time=${EPOCHSECONDS-}
  if [ -z "$_api_func_time" ]; then
    _api_func_find date
    [ -z "$_api_func_found" ] || _api_func_time=$("$_api_func_found" +%s 2>&-) || :
  fi
  _api_func_export INSTALL_START_TIME "$_api_func_time"
}
