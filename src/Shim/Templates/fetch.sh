# --- Fetching the binary, if the host has none and the first report may be sent, from @RELEASE@
#
# The cache is $API_FUNC_CACHE, or @CACHE_OF_ROOT@ for root, else $XDG_CACHE_HOME/@CACHE_OF_USER@. It is one machine's, and has:
#
#   SUM/apifunc          the binary; SUM is the SHA-256 of the file that was fetched
#   SUM/place            the path of the cache, once all that leads there was checked
#   SUM/users/           a file for each shell that uses the binary, with its process ID; shells that have ended leave theirs
#                        to others
#   SUM/failed           the process that failed to fetch it, and when: it is not tried again for an hour
#   SUM/removed          only that the binary was removed
#   apifunc.lock/since   the process that is fetching, and when it began
#   apifunc.lock/over    only that a process takes over the lock of one that has gone
#   apifunc.new*         what it has so far
#
# Nothing else is touched: API_FUNC_CACHE may name a directory in which there is more.
#
# Whoever fetches a binary removes those of other releases, unless a shell that is registered there runs, or the binary does.
# A binary that comes back after it was removed removes none: two releases are in use, and would remove each other each time.
#
# Few scripts need most of it. That part is text, which shells read faster than commands.

# Defines what deals with the cache, and looks for the binary there.
_api_func_look_into_cache() {
  # shellcheck disable=SC2016
  eval '
    @CACHE@
  '
}

# Brings the binary into the cache, and prints why there is none, if there is none. Only for subshells.
_api_func_bring() {
  # shellcheck disable=SC2016
  eval '
    @DOWNLOAD@
  '
}

# Fetches the binary, if there is none, before a report that may be sent. What fails is not tried again in this shell. DEV_MODE
# shows what came of it: the report itself, why there is none.
_api_func_fetch() {
  case $_api_func_may_fetch in
    '') return 0 ;;
    registered) [ ! -f "$_api_func_bin" ] || return 0 ;;
  esac
  _api_func_may_fetch=registered
  if [ -n "$_api_func_bin" ] || _api_func_find_cached; then
    ! _api_func_register || return 0
  fi
  _api_func_unfetched=$(_api_func_bring <&-) || :
  if _api_func_find_cached && _api_func_register; then
    ! _api_func_in_dev_mode || _api_func_say "the binary is now $_api_func_bin"
  else
    _api_func_may_fetch=
    _api_func_bin=
  fi
}

# Why there is none.
_api_func_unfetched=

# API_FUNC_BIN says which one is wanted.
_api_func_may_fetch=
if [ -z "$_api_func_bin${API_FUNC_BIN-}" ]; then
  _api_func_may_fetch=true
  _api_func_look_into_cache
fi
