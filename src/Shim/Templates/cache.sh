# --- The cache: if the host has no binary, the first report that may be sent fetches one from @RELEASE@
#
# $API_FUNC_CACHE, or @CACHE_OF_ROOT@ for root, else $XDG_CACHE_HOME/@CACHE_OF_USER@. It is one machine's, and has:
#
#   SUM/apifunc   the binary; SUM is the SHA-256 of the file that was fetched
#   SUM/place     the path of the cache, once all that leads there was checked
#   SUM/users/    a file for each shell that uses the binary, with its process ID; shells that have ended leave theirs to others
#   SUM/failed    the process that failed to fetch it, and when: it is not tried again for an hour
#   SUM/removed   only that the binary was removed
#   lock/since    the process that is fetching, and when it began
#   new*          what it has so far
#
# Whoever fetches a binary removes those of other releases, unless a shell that is registered there runs, or the binary does.
# A binary that comes back after it was removed removes none: two releases are in use, and would remove each other each time.

# Finds the binary in the cache, with builtins only: $_api_func_bin. Only the caller can have made what belongs to the caller,
# in a directory that nobody else could write to; a link leads to another place than was checked. A crash may leave it empty.
_api_func_find_cached() {
  _api_func_cache=${API_FUNC_CACHE-}
  # The root directory is root's.
  # shellcheck disable=SC3067
  [ -n "$_api_func_cache" ] || [ ! -O / ] || _api_func_cache=@CACHE_OF_ROOT@
  [ -n "$_api_func_cache" ] || _api_func_cache=${XDG_CACHE_HOME:-${HOME-}/@CACHE_HOME@}/@CACHE_OF_USER@
  for _api_func_name in @SUMS@; do
    _api_func_name=$_api_func_cache/$_api_func_name
    _api_func_bin=$_api_func_name/apifunc
    # shellcheck disable=SC3067
    if [ -O "$_api_func_bin" ] && [ -O "$_api_func_name" ] && [ ! -L "$_api_func_bin" ] && [ ! -L "$_api_func_name" ] &&
      [ -f "$_api_func_bin" ] && [ -s "$_api_func_bin" ] && [ -x "$_api_func_bin" ]; then
      _api_func_read_first "$_api_func_name/place"
      [ "$_api_func_line" != "$_api_func_cache" ] || return 0
    fi
  done
  _api_func_bin=
  return 1
}

# Reads the first line of the file $1: $_api_func_line.
_api_func_read_first() {
  _api_func_line=
  [ -f "$1" ] && [ -r "$1" ] || return 0
  [ -z "${ZSH_VERSION-}" ] || set +x
  { IFS= read -r _api_func_line <"$1" || :; } 2>&-
}

# Registers this shell as one that uses the cached binary. Fails if that was removed meanwhile.
_api_func_register() {
  _api_func_number=0
  while [ -w "${_api_func_bin%/*}/users" ] && [ "$_api_func_number" -lt 100 ]; do
    _api_func_read_first "${_api_func_bin%/*}/users/$_api_func_number"
    [ "$_api_func_line" != "$$" ] || break
    if [ -z "$_api_func_line" ] || ! _api_func_is_running "$_api_func_line"; then
      # zsh would end if it cannot write.
      if [ -n "${ZSH_VERSION-}" ]; then
        (_api_func_put "$$" >|"${_api_func_bin%/*}/users/$_api_func_number") 2>&- || :
      else
        { _api_func_put "$$" >|"${_api_func_bin%/*}/users/$_api_func_number" || :; } 2>&-
      fi
    fi
    _api_func_read_first "${_api_func_bin%/*}/users/$_api_func_number"
    [ "$_api_func_line" != "$$" ] || break
    _api_func_number=$((_api_func_number + 1))
  done
  [ -f "$_api_func_bin" ] || return 1
}

# Whether the process $1 runs.
_api_func_is_running() {
  if [ -d /proc/self ]; then
    [ -d "/proc/$1" ] || return 1
  else
    (kill -0 "$1") 2>&- || return 1
  fi
}

# Fetches the binary, if there is none: once in a shell, and only before a report that may be sent. DEV_MODE shows what came
# of it.
_api_func_fetch() {
  [ -n "$_api_func_may_fetch" ] || return 0
  _api_func_may_fetch=
  if [ -n "$_api_func_bin" ] || _api_func_find_cached; then
    ! _api_func_register || return 0
  fi
  _api_func_reason=$(_api_func_bring <&-) || :
  if _api_func_find_cached && _api_func_register; then
    _api_func_reason="the binary is now $_api_func_bin"
  else
    _api_func_bin=
    _api_func_reason="no binary was fetched: $_api_func_reason"
  fi
  ! _api_func_in_dev_mode || _api_func_say "$_api_func_reason"
}

# API_FUNC_BIN says which one is wanted.
_api_func_may_fetch=
if [ -z "$_api_func_bin${API_FUNC_BIN-}" ]; then
  _api_func_may_fetch=true
  _api_func_find_cached || :
fi
