# --- Running the binary: a subshell becomes `apifunc @CALL@ FUNCTION ARGUMENT...`, with the script's variables.

# Cuts the variable $1 to what fits into a string of the environment: with more, no process can be started. Lengths are
# in characters of up to four bytes, until the locale is C. Only for subshells.
_api_func_cut() {
  eval "[ \"\${#$1}\" -gt 32000 ]" || return 0
  LC_ALL=C
  if [ -n "${BASH_VERSION-}${KSH_VERSION-}${ZSH_VERSION-}" ]; then
    eval "$1=\${$1:0:@LONGEST@}"
  else
    # The point keeps newlines at the end.
    eval "$1=\$(printf '%.@LONGEST@s.' \"\$$1\") && $1=\${$1%.}"
  fi
}

# Becomes the binary, with the arguments of `@CALL@`. An unset variable of the script stays unset. Only for subshells.
_api_func_exec() {
  _api_func_names='@VARIABLES@'
  # Each is looked at only if all together are too long.
  _api_func_all="$*@VALUES@"
  if [ "${#_api_func_all}" -gt 32000 ]; then
    eval "for _api_func_name in $_api_func_names; do
      _api_func_cut \"\$_api_func_name\"
    done"
    # Many short arguments would take long.
    _api_func_is_long=
    for _api_func_argument; do
      [ "${#_api_func_argument}" -le 32000 ] || _api_func_is_long=true
    done
    [ -z "$_api_func_is_long" ] || for _api_func_argument; do
      _api_func_cut _api_func_argument
      shift
      set -- "$@" "$_api_func_argument"
    done
  fi
  # What was sent before may be long, too, and is exported if the script has set -a.
  for _api_func_name in @RESULTS@; do
    eval "[ \"\${#$_api_func_name}\" -le 32000 ] || $_api_func_name="
  done
  # Marks the binary's output: no text that a trap or a trace prints can contain it.
  _api_func_mark=$$
  @VERSION_VARIABLE@=@VERSION@
  export _api_func_mark @VERSION_VARIABLE@
  API_FUNC_DIALECT=@DIALECT@
  eval "export $_api_func_names"
  # In a subshell of a subshell, zsh would be ended by signals again.
  [ -z "${_api_func_ignores_signals-}" ] || trap '' HUP INT TERM
  exec "$_api_func_bin" @CALL@ "$@"
}

# Makes a subshell a process, with traps of its own: in ksh93 it need not be one.
_api_func_fork() {
  # shellcheck disable=SC3045
  [ -z "${KSH_VERSION-}" ] || ulimit -c "$(ulimit -c)" || :
}

# Prepares a subshell to wait for the binary, which runs the function $1. A shell tells on standard error if the binary is
# killed or cannot be started, so that is closed (there may be no /dev/null); DEV_MODE shows it, and that there is no binary.
# A signal to the whole process group does not end the subshell: the script's shell would tell that.
_api_func_prepare() {
  set +aeux
  if ! _api_func_in_dev_mode; then
    exec 2>&-
  elif [ ! -f "$_api_func_bin" ] || [ ! -x "$_api_func_bin" ]; then
    case $1 in
      @REPORTS@ | _tm_send) _api_func_effect='nothing is sent: ' ;;
      *) _api_func_effect= ;;
    esac
    _api_func_missing=${_api_func_bin:-"${API_FUNC_BIN:-apifunc} was looked for in /usr/local/bin and on PATH@UNFETCHED@"}
    _api_func_say "${_api_func_effect}there is no binary: $_api_func_missing"
    exec 2>&-
  fi
  _api_func_ignores_signals=
  case $1 in
    # The signal that ends the script must not end its report: the script's trap would send it again.
    @UNINTERRUPTED@ | @NEEDS_LOG@)
      _api_func_fork
      _api_func_ignores_signals=true
      trap '' HUP INT TERM
      ;;
    *) [ -n "${KSH_VERSION-}" ] || trap : HUP TERM ;;
  esac
}

# Runs the function $1 in the binary; output and exit code are the binary's. Only for subshells.
_api_func_run() {
  _api_func_prepare "$1"
  case $_api_func_bin in
    # Not the last command, or ksh93 makes one process of the two.
    /*) (_api_func_exec "$@") || return "$?" ;;
    *) return 127 ;;
  esac
}

# The same for command substitutions: with one process in bash, which does not tell if it is killed there.
_api_func_capture() {
  case ${BASH_VERSION:+$_api_func_bin} in
    /*)
      _api_func_prepare "$1"
      _api_func_exec "$@"
      ;;
    *) _api_func_run "$@" ;;
  esac
}

# Runs the function $2 with its argument number $1 on standard input, if that is too long for the command line.
_api_func_run_long() {
  _api_func_prepare "$2"
  case $1 in
    1) _api_func_long=${3-} ;;
    *) _api_func_long=${4-} ;;
  esac
  if [ "${#_api_func_long}" -le 32000 ]; then
    shift
    _api_func_run "$@" <&-
  elif [ "$1" = 1 ]; then
    _api_func_put "$_api_func_long" | (_api_func_exec -1 "$2" '' "${4-}" "${5-}")
  else
    _api_func_put "$_api_func_long" | (_api_func_exec -2 "$2" "${3-}" '')
  fi
}

# Reads standard input to its end if the exit code $1 says that no binary could be run to do so: whoever writes it would get
# a broken pipe. Only for subshells.
_api_func_drain() {
  case $1 in
    126 | 127) ;;
    *) return 0 ;;
  esac
  while IFS= read -r _api_func_line; do
    :
  done
}
