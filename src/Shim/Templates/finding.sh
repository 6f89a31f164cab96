# --- Finding the binary, once.

# Finds the program $1: $_api_func_found is an absolute path, or empty. Relative entries of PATH are skipped, so that nothing
# in the current directory is run. Not with `command -v`: it needs a subshell, and a DEBUG trap may print into that.
_api_func_find() {
  _api_func_path=${2-}${PATH-}:
  while [ -n "$_api_func_path" ]; do
    _api_func_found=
    case $_api_func_path in
      /*) _api_func_found=${_api_func_path%%:*}/$1 ;;
    esac
    [ ! -f "$_api_func_found" ] || [ ! -x "$_api_func_found" ] || return 0
    _api_func_path=${_api_func_path#*:}
  done
  _api_func_found=
}

_api_func_bin=${API_FUNC_BIN:-apifunc}
case $_api_func_bin in
  /*) ;;
  */*) _api_func_bin=$PWD/$_api_func_bin ;;
  *)
    _api_func_find "$_api_func_bin" /usr/local/bin:
    _api_func_bin=$_api_func_found
    ;;
esac
