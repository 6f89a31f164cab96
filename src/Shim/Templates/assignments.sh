# --- Assignments: the binary prints them, and the shim evaluates them in the script.

# Runs the function $1 in the binary and applies the assignments that it prints. Fails if they did not come.
_api_func_call() {
  _api_func_out=$(_api_func_capture "$@" <&-) || :
  _api_func_apply
}

# Applies what the binary has printed, if it is whole; text before it is from the script's DEBUG trap or trace. A signal's
# trap may come before this, and report: it applies first. $_api_func_is_set says whether there was anything to set.
_api_func_apply() {
  _api_func_is_set=
  case ${_api_func_out-} in
    *"@BEGIN@$$"*'@END@') _api_func_out=${_api_func_out#*"@BEGIN@$$"} ;;
    *)
      _api_func_out=
      return 1
      ;;
  esac
  [ "$_api_func_out" = "$_api_func_newline@END@" ] || _api_func_is_set=true
  if _api_func_eval "$_api_func_out" || _api_func_apply_each; then
    _api_func_out=
  else
    _api_func_out=
    return 1
  fi
}

# Applies one assignment after the other: a readonly variable loses its own, and no other. Fails if all are lost.
_api_func_apply_each() {
  _api_func_rest=$_api_func_out
  _api_func_found=
  while _api_func_split "$_api_func_newline@SEPARATOR@$_api_func_newline"; do
    ! _api_func_eval "$_api_func_before" || _api_func_found=true
  done
  _api_func_rest=
  _api_func_before=
  [ -n "$_api_func_found" ] || return 1
}
