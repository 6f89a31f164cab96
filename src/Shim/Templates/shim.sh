# shellcheck shell=sh
# The shell library of apifunc @VERSION@, to be sourced in the place of api.func. Generated: do not edit.
#
#   apifunc shim --dialect @DIALECT@
#
# It has api.func's functions, and forwards each to the binary, one process a call at the most. Whatever happens there,
# the script goes on: nothing is printed, and the functions return what api.func's do. For a script to see nothing of it,
# names of its own begin with _api_func_, and nothing fails outside of a condition (ERR traps, set -e).

# The end of a line.
_api_func_newline='
'

@DIALECT_FIRST@# Finds the program $1: an absolute path, or empty where there is none. Relative entries of PATH are passed over: nothing is
# run from a directory that the script has come to by chance. By hand, because `command -v` needs a subshell, and what a
# DEBUG trap prints would get into it.
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

# The binary, found once.
_api_func_bin=${API_FUNC_BIN:-apifunc}
case $_api_func_bin in
  /*) ;;
  */*) _api_func_bin=$PWD/$_api_func_bin ;;
  *)
    _api_func_find "$_api_func_bin" /usr/local/bin:
    _api_func_bin=$_api_func_found
    ;;
esac

# Prints $1 as it is, without a newline. Not every ksh has printf built in, echo is another in every shell, and zsh ends
# a script that could not write something (a message or a trace, too), unless a subshell tried.
if [ -n "${KSH_VERSION-}" ]; then
  _api_func_put() { print -rn -- "$1" 2>&- || :; }
elif [ -n "${ZSH_VERSION-}" ]; then
  _api_func_put() { (printf '%s' "$1") 2>&- || :; }
else
  _api_func_put() { printf '%s' "$1" 2>&- || :; }
fi

# Prints $1 as a line.
_api_func_print() {
  _api_func_put "$1$_api_func_newline"
}

# Whether the script is to be told what happens.
_api_func_in_dev_mode() {
  case ${DEV_MODE-} in
    [Tt][Rr][Uu][Ee] | [Yy][Ee][Ss] | [Oo][Nn] | 1) return 0 ;;
  esac
  return 1
}

# Takes the blanks from both ends of $_api_func_text.
_api_func_trim() {
  while :; do
    case $_api_func_text in
      [[:space:]]*) _api_func_text=${_api_func_text#?} ;;
      *[[:space:]]) _api_func_text=${_api_func_text%?} ;;
      *) return 0 ;;
    esac
  done
}

# The same with quotes.
_api_func_unquote() {
  while :; do
    _api_func_trim
    case $_api_func_text in
      [\"\']*) _api_func_text=${_api_func_text#?} ;;
      *[\"\']) _api_func_text=${_api_func_text%?} ;;
      *) return 0 ;;
    esac
  done
}

# Splits $_api_func_rest at the first $1 in it; $_api_func_before is what stands before. Fails if there is none. By lengths
# where the shell knows substrings: most look for the shortest match by trying one length after the other.
_api_func_split() {
  case $_api_func_rest in
    *"$1"*) ;;
    *) return 1 ;;
  esac
  _api_func_whole=$_api_func_rest
  _api_func_before=${_api_func_rest%%"$1"*}
  if [ -n "${BASH_VERSION-}${KSH_VERSION-}${ZSH_VERSION-}" ]; then
    # shellcheck disable=SC2016
    eval '_api_func_rest=${_api_func_rest:$((${#_api_func_before} + ${#1}))}'
  fi
  # Elsewhere, and where bytes that are no text were counted wrongly.
  [ "$_api_func_before$1$_api_func_rest" = "$_api_func_whole" ] || _api_func_rest=${_api_func_whole#*"$1"}
  _api_func_whole=
}

# Says $1 on standard error. In a subshell, since there may be none, which would end some scripts.
_api_func_say() {
  (_api_func_print "apifunc: $1" >&2) || :
}

# Evaluates $1. Fails silently where that cannot be done: to set a readonly variable would end the script. `command` keeps
# most shells from that; in the others a subshell has to try first.
if [ -n "${KSH_VERSION-}${YASH_VERSION-}${ZSH_VERSION-}" ]; then
  _api_func_eval() {
    (eval "$1") 2>&- || return 1
    eval "$1"
  }
else
  _api_func_eval() {
    command eval "$1" 2>&- || return 1
  }
fi

# Sets the variable $1 to $2. What may be long must not stay behind, here and elsewhere: where the script has set -a, it is
# in the environment of everything that is started from now on, and nothing can be started any more.
_api_func_set() {
  _api_func_value=$2
  _api_func_eval "$1=\$_api_func_value" || :
  _api_func_value=
}

# The same, and exports it.
_api_func_export() {
  _api_func_set "$1" "$2"
  # shellcheck disable=SC2163
  export "$1"
}

# Whether the user consents: the answer is $1. A refusal in so many words counts for what waits to be sent, too: only where
# something may, the binary is started to look at it, which knows the answers that are kept in files as well.
_api_func_consents() {
  case ${DO_NOT_TRACK-} in
    '' | 0)
      case $1 in
        [Yy][Ee][Ss]) return 0 ;;
      esac
      ;;
  esac
  if _api_func_waits; then
    _api_func_forgotten=$(_api_func_forget "$1" <&-) || :
  fi
  return 1
}

# Whether reports may wait, or were refused: then there is a directory. Where the variable does not say where, every place
# is looked at that the binary may choose: which line of the configuration counts, and whether any does, only that knows.
_api_func_waits() {
  if [ -n "${API_FUNC_STATE_DIR-}" ]; then
    _api_func_holds "$API_FUNC_STATE_DIR" || return 1
  else
    _api_func_holds '@STATE_OF_ROOT@' || _api_func_holds "${XDG_STATE_HOME:-${HOME-}/@STATE_HOME@}/@STATE_OF_USER@" || _api_func_configured_holds || return 1
  fi
}

_api_func_holds() {
  [ -d "$1/@WAITING@" ] || [ -d "$1/@REJECTED@" ] || return 1
}

# The same for each directory that the configuration names.
_api_func_configured_holds() {
  [ -f '@CONFIGURATION_FILE@' ] && [ -r '@CONFIGURATION_FILE@' ] || return 1
  _api_func_line=
  _api_func_found=
  [ -z "${ZSH_VERSION-}" ] || set +x
  {
    while IFS= read -r _api_func_line || [ -n "$_api_func_line" ]; do
      case $_api_func_line in
        *API_FUNC_STATE_DIR=*)
          _api_func_text=${_api_func_line#*API_FUNC_STATE_DIR=}
          _api_func_unquote
          ! _api_func_holds "${_api_func_text:-.}" || _api_func_found=$_api_func_text
          ;;
      esac
    done <'@CONFIGURATION_FILE@' || :
  } 2>&-
  _api_func_line=
  [ -n "$_api_func_found" ] || return 1
}

# Lets the binary see the refusal $1, which is all that it needs. Only for subshells.
_api_func_forget() {
  _api_func_prepare
  DIAGNOSTICS=$1
  _api_func_capture _tm_enabled
}

# Whether an installation may be reported: it has an ID, too.
_api_func_may_report() {
  _api_func_may_send "$1" "${RANDOM_UUID-}"
}

# Whether something may be sent: the user's answer is $1, the ID, where one is needed, $2. DEV_MODE shows why not.
_api_func_may_send() {
  _api_func_forgotten=-
  if _api_func_consents "$1" && [ -n "${2--}" ]; then
    return 0
  fi
  ! _api_func_in_dev_mode || _api_func_explain "$1"
  return 1
}

# Says why not, unless the binary was started to forget what waits, and has said it.
_api_func_explain() {
  [ "$_api_func_forgotten" = - ] || return 0
  case $1 in
    [Yy][Ee][Ss])
      case ${DO_NOT_TRACK-} in
        '' | 0) _api_func_say 'nothing is sent: RANDOM_UUID is empty' ;;
        *) _api_func_say 'nothing is sent: DO_NOT_TRACK is set' ;;
      esac
      ;;
    *) _api_func_say "nothing is sent: DIAGNOSTICS is not 'yes'" ;;
  esac
}

# Reads the answer that is kept in a file: the last line counts, blanks and quotes around the value do not.
_api_func_read_consent() {
  _api_func_consent=
  _api_func_line=
  [ -r '@CONSENT_FILE@' ] || return 0
  # Here and below: a trace that cannot be written ends zsh; it comes back with the end of the function.
  [ -z "${ZSH_VERSION-}" ] || set +x
  {
    while IFS= read -r _api_func_line || [ -n "$_api_func_line" ]; do
      case $_api_func_line in
        [Dd][Ii][Aa][Gg][Nn][Oo][Ss][Tt][Ii][Cc][Ss]=*) _api_func_consent=${_api_func_line#*=} ;;
      esac
    done <'@CONSENT_FILE@' || :
  } 2>&-
  _api_func_line=
  _api_func_text=$_api_func_consent
  _api_func_unquote
  _api_func_consent=$_api_func_text
}

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

# Becomes the binary, with the script's variables in its environment (one that is not set stays so). Only for subshells.
# The arguments: what `@CALL@` takes before the function's name, or nothing; the function; its arguments.
_api_func_exec() {
  _api_func_names='@VARIABLES@'
  # Only where together they are too long is one of them worth a look.
  _api_func_all="$*@VALUES@"
  if [ "${#_api_func_all}" -gt 32000 ]; then
    eval "for _api_func_name in $_api_func_names; do
      _api_func_cut \"\$_api_func_name\"
    done"
    # What many short arguments would cost is worth it only for a long one.
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
  # What was sent before may be long, too, and is exported where the script has set -a.
  for _api_func_name in @RESULTS@; do
    eval "[ \"\${#$_api_func_name}\" -le 32000 ] || $_api_func_name="
  done
  # Marks the binary's output: no text that a trap or a trace prints can know it.
  _api_func_mark=$$
  export _api_func_mark
  API_FUNC_DIALECT=@DIALECT@
  eval "export $_api_func_names"
  # In a subshell of a subshell, zsh listens again.
  [ -z "${_api_func_is_deaf-}" ] || trap '' HUP INT TERM
  _api_func_option=$1
  shift
  exec "$_api_func_bin" @CALL@ ${_api_func_option:+"$_api_func_option"} "$@"
}

# Makes a subshell a process, with traps of its own: in ksh93 it need not be one.
_api_func_be_process() {
  # shellcheck disable=SC3045
  [ -z "${KSH_VERSION-}" ] || ulimit -c "$(ulimit -c)" || :
}

# Makes a subshell one that waits for the function $1. It says so when the binary is killed or cannot be started, and says
# it where nobody hears it (there may be no /dev/null); DEV_MODE shows it, and that there is no binary. A signal to the
# whole process group does not end it: the script's shell would say that.
_api_func_prepare() {
  set +aeux
  if ! _api_func_in_dev_mode; then
    exec 2>&-
  elif [ ! -f "$_api_func_bin" ] || [ ! -x "$_api_func_bin" ]; then
    case ${1-} in
      post_* | _telemetry_report_exit | _tm_send) _api_func_effect='nothing is sent: ' ;;
      *) _api_func_effect= ;;
    esac
    _api_func_say "${_api_func_effect}there is no binary: ${_api_func_bin:-${API_FUNC_BIN:-apifunc} was looked for in /usr/local/bin and on PATH}"
    exec 2>&-
  fi
  _api_func_is_deaf=
  case $1 in
    # A report of how it ended is not to be ended by the same signal: the script's trap would send it again. Nor one of a
    # beginning: where it arrived, but nobody was told, it would be sent again, too.
    post_to_api* | post_update_to_api | post_preflight_to_api | post_tool_to_api | post_addon_to_api | _telemetry_report_exit)
      _api_func_be_process
      _api_func_is_deaf=true
      trap '' HUP INT TERM
      ;;
    *) [ -n "${KSH_VERSION-}" ] || trap : HUP TERM ;;
  esac
}

# Runs the function $1 in the binary, whose output and exit code this has. Only for subshells.
_api_func_run() {
  _api_func_prepare "$1"
  case $_api_func_bin in
    # Not the last command, or ksh93 makes one process of the two.
    /*) (_api_func_exec '' "$@") || return "$?" ;;
    *) return 127 ;;
  esac
}

# The same for command substitutions: with one process in bash, which does not tell of those that are killed there.
_api_func_capture() {
  case ${BASH_VERSION:+$_api_func_bin} in
    /*)
      _api_func_prepare "$1"
      _api_func_exec '' "$@"
      ;;
    *) _api_func_run "$@" ;;
  esac
}

# The same, with the argument number $1 on standard input where it is too long for the command line.
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

# Runs the function $1 in the binary and sets what it prints as assignments, if all of them came.
_api_func_call() {
  _api_func_out=$(_api_func_capture "$@" <&-) || :
  _api_func_settle
}

# Sets what the binary has printed; what stands before it comes from the script's DEBUG trap or trace. A signal's trap may
# come between the two steps, and report: it settles first. $_api_func_is_set says whether there was anything to set.
_api_func_settle() {
  _api_func_is_set=
  case ${_api_func_out-} in
    *"@BEGIN@$$"*'@END@') _api_func_out=${_api_func_out#*"@BEGIN@$$"} ;;
    *)
      _api_func_out=
      return 1
      ;;
  esac
  [ "$_api_func_out" = "$_api_func_newline@END@" ] || _api_func_is_set=true
  if _api_func_eval "$_api_func_out" || _api_func_settle_each; then
    _api_func_out=
  else
    _api_func_out=
    return 1
  fi
}

# Sets one variable after the other: one is readonly, and lost, and the others are not. Fails where none can be set.
_api_func_settle_each() {
  _api_func_rest=$_api_func_out
  _api_func_found=
  while _api_func_split "$_api_func_newline@NEXT@$_api_func_newline"; do
    ! _api_func_eval "$_api_func_before" || _api_func_found=true
  done
  _api_func_rest=
  _api_func_before=
  [ -n "$_api_func_found" ] || return 1
}

# Runs a function of which nothing is needed, neither output nor success.
_api_func_send() {
  _api_func_out=$(_api_func_capture "$@" <&-) || :
}

# Lets the script fetch its log, if it has a function for that. What that sets counts for the reading to come: only for
# subshells.
_api_func_fetch_log() {
  case $(command -v ensure_log_on_host 2>&-) in
    ensure_log_on_host) ;;
    *) return 0 ;;
  esac
  [ -c /dev/null ] || return 0
  # ksh93 also loses the output of a subshell that is no process, once a function in it was redirected.
  _api_func_be_process
  trap : HUP TERM
  ensure_log_on_host </dev/null >/dev/null 2>&1 || :
}

# The same, if the error text of the exit code $1 is going to need the log: it does not where the capture file has output.
_api_func_fetch_log_for() {
  _api_func_captured "$1" || _api_func_fetch_log
}

# Reads the exit code $1 as reports do.
_api_func_read_code() {
  case $1 in
    none) _api_func_code=0 ;;
    '' | *[!0-9]*) _api_func_code=1 ;;
    *) _api_func_code=$1 ;;
  esac
}

# Whether the first capture file is one of the exit code $1 (1 and 255 stand for any), and has output.
_api_func_captured() {
  for _api_func_file in "${TELEMETRY_ERRINFO-}" "/tmp/.errinfo-${SESSION_ID:-none}" \
    "${INSTALL_LOG:+$INSTALL_LOG.errinfo}" "${BUILD_LOG:+$BUILD_LOG.errinfo}"; do
    # shellcheck disable=SC3067 # every one of the shells has -O
    if [ -f "$_api_func_file" ] && [ ! -L "$_api_func_file" ] && [ -O "$_api_func_file" ] && [ -s "$_api_func_file" ] && [ -r "$_api_func_file" ]; then
      _api_func_has_output "$1" <"$_api_func_file"
      return
    fi
  done
  return 1
}

_api_func_has_output() {
  _api_func_captured_code=
  while IFS= read -r _api_func_line || [ -n "$_api_func_line" ]; do
    case $_api_func_line in
      EXIT_CODE=*)
        _api_func_text=${_api_func_line#EXIT_CODE=}
        _api_func_trim
        _api_func_captured_code=$_api_func_text
        ;;
      '--- OUTPUT ---'*)
        case ${_api_func_line#'--- OUTPUT ---'} in
          *[![:space:]]*) continue ;;
        esac
        case $_api_func_captured_code in
          '' | *[!0-9]*) return 1 ;;
        esac
        case $1 in
          1 | 255 | "$_api_func_captured_code") ;;
          *) return 1 ;;
        esac
        while IFS= read -r _api_func_line || [ -n "$_api_func_line" ]; do
          case $_api_func_line in
            *[![:space:]]*) return 0 ;;
          esac
        done
        return 1
        ;;
    esac
  done
  return 1
}

# Starts the clock of an installation, unless it runs.
_api_func_start_timer() {
  [ -z "${INSTALL_START_TIME-}" ] || return 0
  # shellcheck disable=SC3028
  _api_func_time=${EPOCHSECONDS-}
  if [ -z "$_api_func_time" ]; then
    _api_func_find date
    [ -z "$_api_func_found" ] || _api_func_time=$("$_api_func_found" +%s 2>&-) || :
  fi
  _api_func_export INSTALL_START_TIME "$_api_func_time"
}

@DIALECT_FUNCTIONS@
post_progress_to_api() {
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  _api_func_send post_progress_to_api "${1-}"
}

# The failures are an array where the shell knows those, which cannot be exported: they go as arguments.
post_preflight_to_api() {
  _api_func_may_report "${DIAGNOSTICS-}" || return 0
  if [ -n "${BASH_VERSION-}${KSH_VERSION-}${YASH_VERSION-}${ZSH_VERSION-}" ]; then
    # shellcheck disable=SC2016
    eval 'set -- ${PREFLIGHT_FAILURES[@]+"${PREFLIGHT_FAILURES[@]}"}'
    # To ksh93, NAME=() is an empty record, which reads so.
    [ "$*" != "($_api_func_newline)" ] || set --
  else
    set -- ${PREFLIGHT_FAILURES+"$PREFLIGHT_FAILURES"}
  fi
  _api_func_call post_preflight_to_api "$@" || _api_func_set TELEMETRY_TYPE lxc
}

post_tool_to_api() {
  _api_func_may_send "${DIAGNOSTICS-}" || return 0
  _api_func_send_result post_tool_to_api "${3-}" "$@"
}

post_addon_to_api() {
  _api_func_may_send "${DIAGNOSTICS-}" || return 0
  _api_func_send_result post_addon_to_api "${3-}" "$@"
}

# Sends how a tool or an addon ended: the function $1, the exit code $2, and the function's arguments.
_api_func_send_result() {
  _api_func_out=$(_api_func_capture_result "$@" <&-) || :
}

_api_func_capture_result() {
  set +eu
  _api_func_be_process
  trap : HUP INT TERM
  _api_func_function=$1
  _api_func_read_code "${2:-0}"
  shift 2
  case $_api_func_function.${2-}.$_api_func_code in
    *.failed.* | _telemetry_report_exit.*[!.0]*) _api_func_fetch_log_for "$_api_func_code" ;;
  esac
  _api_func_capture "$_api_func_function" "$@"
}

init_tool_telemetry() {
  [ -z "${1-}" ] || _api_func_set TELEMETRY_TOOL_NAME "$1"
  _api_func_set TELEMETRY_TOOL_TYPE "${2:-pve}"
  if [ -f '@CONSENT_FILE@' ]; then
    _api_func_read_consent
    _api_func_set DIAGNOSTICS "$_api_func_consent"
  fi
  _api_func_start_timer
  # zsh runs an EXIT trap that is set in a function when that returns, unless it is told to do as others do.
  # shellcheck disable=SC3041,SC3042
  [ -z "${ZSH_VERSION-}" ] || setopt localoptions posixtraps
  trap '_telemetry_report_exit "$?"' EXIT
}

_telemetry_report_exit() {
  _api_func_may_send "${DIAGNOSTICS-}" || return 0
  _api_func_send_result _telemetry_report_exit "${1:-0}" "${1:-0}"
}

telemetry_new_attempt() {
  _api_func_id=
  [ -z "${ZSH_VERSION-}" ] || set +x
  { IFS= read -r _api_func_id </proc/sys/kernel/random/uuid || :; } 2>&-
  if [ -n "$_api_func_id" ]; then
    _api_func_export EXECUTION_ID "$_api_func_id"
  else
    _api_func_call telemetry_new_attempt || :
  fi
  _api_func_set POST_TO_API_DONE false
  _api_func_set POST_UPDATE_DONE false
  for _api_func_name in FAILED_COMMAND FAILED_LINE ERROR_CATEGORY_OVERRIDE TELEMETRY_ERRINFO; do
    _api_func_eval "unset $_api_func_name" || :
  done
}

start_install_timer() {
  _api_func_start_timer
}

get_install_duration() {
  (_api_func_run get_install_duration <&-) || _api_func_print 0
}

# A configuration may refuse, too, which only the binary can read.
_tm_enabled() {
  _api_func_may_report "${DIAGNOSTICS-}" || return 1
  [ -e '@CONFIGURATION_FILE@' ] || [ -L '@CONFIGURATION_FILE@' ] || return 0
  _api_func_code=0
  (_api_func_run _tm_enabled <&-) || _api_func_code=$?
  [ "$_api_func_code" != 1 ] || return 1
}

_tm_payload() {
  (_api_func_run _tm_payload "$@" <&-) || :
}

# The body is the script's; only a refusal in so many words stands in its way.
_tm_send() {
  _api_func_may_send "${DIAGNOSTICS:-yes}" || return 1
  (_api_func_run_long 1 _tm_send "$@") || return 1
}

build_error_string() {
  (
    set +eu
    [ -n "${2-}" ] || _api_func_fetch_log_for "${1:-1}"
    _api_func_run_long 2 build_error_string "$@"
  ) || :
}

write_errinfo() {
  (_api_func_run write_errinfo "$@" || _api_func_drain "$?") || :
}

_tm_find_errinfo() {
  (_api_func_run _tm_find_errinfo <&-) || return 1
}

_tm_pick_logfile() {
  (_api_func_run _tm_pick_logfile <&-) || :
}

get_error_log() {
  _api_func_read_log get_error_log "$@"
}

get_error_text() {
  _api_func_read_log get_error_text "$@"
}

get_full_log() {
  _api_func_read_log get_full_log "$@"
}

# Runs a function that reads the log.
_api_func_read_log() {
  (
    set +eu
    _api_func_fetch_log
    _api_func_run "$@" <&-
  ) || :
}

_tm_clean_log() {
  (_api_func_run _tm_clean_log || _api_func_drain "$?") || :
}

# Reads standard input to its end if the exit code $1 says that no binary could be run to do so: whoever writes it would be
# told of a broken pipe. Only for subshells.
_api_func_drain() {
  case $1 in
    126 | 127) ;;
    *) return 0 ;;
  esac
  while IFS= read -r _api_func_line || [ -n "$_api_func_line" ]; do
    :
  done
}

json_escape() {
  (_api_func_run_long 1 json_escape "$@") || :
}

detect_cpu() {
  _api_func_call detect_cpu || {
    _api_func_export CPU_VENDOR unknown
    _api_func_export CPU_MODEL ''
  }
}

detect_gpu() {
  _api_func_call detect_gpu || {
    _api_func_export GPU_VENDOR unknown
    _api_func_export GPU_MODEL ''
    _api_func_export GPU_PASSTHROUGH unknown
  }
}

detect_ram() {
  _api_func_call detect_ram || _api_func_export RAM_SPEED ''
}

detect_arm() {
  _api_func_call detect_arm || _api_func_export HAS_ARM false
}

telemetry_collect_sysinfo() {
  [ "${_TM_SYSINFO_DONE-}" != true ] || return 0
  _api_func_call telemetry_collect_sysinfo || {
    _api_func_export CPU_VENDOR "${CPU_VENDOR:-unknown}"
    _api_func_export CPU_MODEL "${CPU_MODEL-}"
    _api_func_export GPU_VENDOR "${GPU_VENDOR:-unknown}"
    _api_func_export GPU_MODEL "${GPU_MODEL-}"
    _api_func_export GPU_PASSTHROUGH "${GPU_PASSTHROUGH:-unknown}"
    _api_func_export RAM_SPEED "${RAM_SPEED-}"
    _api_func_export HAS_ARM "${HAS_ARM:-false}"
    _api_func_export TM_ARCH "${TM_ARCH-}"
    _api_func_export TM_PVE_VERSION "${TM_PVE_VERSION-}"
    _api_func_export TM_PLATFORM "${TELEMETRY_PLATFORM:-${TM_PLATFORM-}}"
    _api_func_export _TM_SYSINFO_DONE true
  }
}

detect_repo_source() {
  _api_func_find_repo_source
}

# The two known sources name their repositories themselves. For any other, what the shell knows is looked at; only where
# that names none, the binary looks at the whole command line and at the script.
_api_func_find_repo_source() {
  case ${REPO_SOURCE-} in
    '')
      _api_func_find_slug "${COMMUNITY_SCRIPTS_URL-}" || _api_func_find_slug_in_command || :
      case $_api_func_slug in
        '')
          _api_func_call detect_repo_source "$$" "${ZSH_ARGZERO-$0}" || {
            _api_func_export REPO_SOURCE @REPO_SOURCE@
            _api_func_export REPO_SLUG @REPO_SLUG@
          }
          return 0
          ;;
        @KNOWN_SLUGS@) _api_func_source=${_api_func_slug#*/} ;;
        *) _api_func_source=@EXTERNAL@ ;;
      esac
      # Both at once, as far as they are not readonly: some shells need a process for each try.
      # shellcheck disable=SC2016
      _api_func_eval 'export REPO_SOURCE="$_api_func_source" REPO_SLUG="$_api_func_slug"' || {
        _api_func_export REPO_SOURCE "$_api_func_source"
        _api_func_export REPO_SLUG "$_api_func_slug"
      }
      ;;
    ProxmoxVE | ProxmoxVED) _api_func_export REPO_SLUG "${REPO_SLUG:-community-scripts/$REPO_SOURCE}" ;;
  esac
}

# Finds it in what bash was told to run by its option -c. (The variable alone may have come from the environment.)
_api_func_find_slug_in_command() {
  # shellcheck disable=SC3028
  case ${BASH_VERSION:+$-} in
    *c*) _api_func_find_slug "${BASH_EXECUTION_STRING-}" || return 1 ;;
    *) return 1 ;;
  esac
}

# Finds the first repository that a URL in the text $1 names: $_api_func_slug. The first site counts before the second,
# wherever they stand. Fails where there is none, and where the text is longer than all URLs and the shell would take its
# time: the binary does not.
_api_func_find_slug() {
  _api_func_slug=
  [ -n "${BASH_VERSION-}${KSH_VERSION-}${ZSH_VERSION-}" ] || [ "${#1}" -le 4000 ] || return 1
  for _api_func_name in @SITES@; do
    _api_func_rest=$1
    while _api_func_split "$_api_func_name"; do
      _api_func_text=$_api_func_rest
      _api_func_split / || break
      _api_func_slug=${_api_func_rest%%[!@NAME_CHARACTERS@]*}
      _api_func_rest=$_api_func_text
      case $_api_func_slug/$_api_func_before in
        /* | */ | */*[!@NAME_CHARACTERS@]*) ;;
        *)
          _api_func_slug=$_api_func_before/$_api_func_slug
          [ "${#_api_func_slug}" -le @LONGEST_SLUG@ ] || _api_func_slug=$(printf '%.@LONGEST_SLUG@s' "$_api_func_slug" 2>&-) || :
          break 2
          ;;
      esac
      _api_func_slug=
    done
  done
  _api_func_rest=
  _api_func_before=
  _api_func_text=
  [ -n "$_api_func_slug" ] || return 1
}

# What exit codes mean. No process: this has to be right without the binary, too. As texts, which shells read faster than
# commands: every script reads them, and few ask.
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

# Joins lines with blanks.
_api_func_join() {
  IFS= read -r _api_func_line || :
  _api_func_put "$_api_func_line"
  while IFS= read -r _api_func_line; do
    _api_func_put " $_api_func_line"
  done
  _api_func_print ''
}

@DIALECT_SOURCED@
