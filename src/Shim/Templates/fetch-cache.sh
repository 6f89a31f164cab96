# The cache: finding the binary there, and saying that it is used.

# Finds the binary in the cache, with builtins only: $_api_func_bin. Only the caller can have made what belongs to the caller,
# in a directory that nobody else could write to; a link leads to another place than was checked. A crash may leave it empty.
_api_func_find_cached() {
  _api_func_cache=${API_FUNC_CACHE-}
  # The root directory is root's.
  # shellcheck disable=SC3067
  [ -n "$_api_func_cache" ] || [ ! -O / ] || _api_func_cache=@CACHE_OF_ROOT@
  [ -n "$_api_func_cache" ] || _api_func_cache=${XDG_CACHE_HOME:-${HOME-}/.cache}/@CACHE_OF_USER@
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
    # Another shell may be writing to it. On a full disk, or with umask 777, no file would ever do.
    [ -n "$_api_func_line" ] || [ "$_api_func_number" -lt 3 ] || break
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

_api_func_find_cached || :
