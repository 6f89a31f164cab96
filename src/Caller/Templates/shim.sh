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
# something does, the binary is started to look at it, which knows the answer that is kept in a file as well.
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

# Whether reports wait, or were refused: then there is a directory.
_api_func_waits() {
  _api_func_state=${API_FUNC_STATE_DIR-}
  if [ -z "$_api_func_state" ] && [ -r '@CONFIGURATION_FILE@' ]; then
    _api_func_read_state
  fi
  if [ -n "$_api_func_state" ]; then
    _api_func_holds "$_api_func_state"
  else
    _api_func_holds '@STATE_OF_ROOT@' || _api_func_holds "${XDG_STATE_HOME:-${HOME-}/@STATE_HOME@}/@STATE_OF_USER@"
  fi
}

_api_func_holds() {
  [ -d "$1/@WAITING@" ] || [ -d "$1/@REJECTED@" ]
}

# Reads where the configuration says that they wait.
_api_func_read_state() {
  _api_func_line=
  [ -z "${ZSH_VERSION-}" ] || set +x
  {
    while IFS=' 	' read -r _api_func_line || [ -n "$_api_func_line" ]; do
      case $_api_func_line in
        API_FUNC_STATE_DIR=*) _api_func_state=${_api_func_line#*=} ;;
      esac
    done <'@CONFIGURATION_FILE@' || :
  } 2>&-
  while :; do
    case $_api_func_state in
      [[:space:]\"\']*) _api_func_state=${_api_func_state#?} ;;
      *[[:space:]\"\']) _api_func_state=${_api_func_state%?} ;;
      *) break ;;
    esac
  done
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

# Whether something may be sent: the user's answer is $1, the ID, where one is needed, $2. DEV_MODE=true shows why not.
_api_func_may_send() {
  _api_func_forgotten=-
  if _api_func_consents "$1" && [ -n "${2--}" ]; then
    return 0
  fi
  [ "${DEV_MODE-}" != true ] || _api_func_explain "$1"
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
  while :; do
    case $_api_func_consent in
      [[:space:]\"\']*) _api_func_consent=${_api_func_consent#?} ;;
      *[[:space:]\"\']) _api_func_consent=${_api_func_consent%?} ;;
      *) break ;;
    esac
  done
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
  _api_func_1=${3-}
  _api_func_2=${4-}
  _api_func_3=${5-}
  _api_func_4=${6-}
  _api_func_names='@VARIABLES@'
  # Only where together they are too long is one of them worth a look.
  _api_func_all="$_api_func_1$_api_func_2$_api_func_3$_api_func_4@VALUES@"
  if [ "${#_api_func_all}" -gt 32000 ]; then
    eval "for _api_func_name in _api_func_1 _api_func_2 _api_func_3 _api_func_4 $_api_func_names; do
      _api_func_cut \"\$_api_func_name\"
    done"
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
  exec "$_api_func_bin" @CALL@ ${1:+"$1"} "$2" "$_api_func_1" "$_api_func_2" "$_api_func_3" "$_api_func_4"
}

# Makes a subshell a process, with traps of its own: in ksh93 it need not be one.
_api_func_be_process() {
  # shellcheck disable=SC3045
  [ -z "${KSH_VERSION-}" ] || ulimit -c "$(ulimit -c)" || :
}

# Makes a subshell one that waits for the function $1. It says so when the binary is killed or cannot be started, and says
# it where nobody hears it (there may be no /dev/null); DEV_MODE=true shows it, and that there is no binary. A signal to the whole process group does
# not end it: the script's shell would say that.
_api_func_prepare() {
  set +aeux
  if [ "${DEV_MODE-}" != true ]; then
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
    post_to_api* | post_update_to_api | post_tool_to_api | post_addon_to_api | _telemetry_report_exit)
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
    _api_func_put "$_api_func_long" | (_api_func_exec -2 "$2" "${3-}")
  fi
}

# Runs the function $1 in the binary and sets what it prints as assignments, if all of them came.
_api_func_call() {
  _api_func_out=$(_api_func_capture "$@" <&-) || :
  _api_func_settle
}

# Sets what the binary has printed; what stands before it comes from the script's DEBUG trap or trace. A signal's trap may
# come between the two steps, and report: it settles first.
_api_func_settle() {
  case ${_api_func_out-} in
    *"@BEGIN@$$"*'@END@') _api_func_out=${_api_func_out#*"@BEGIN@$$"} ;;
    *)
      _api_func_out=
      return 1
      ;;
  esac
  if _api_func_eval "$_api_func_out"; then
    _api_func_out=
  else
    _api_func_out=
    return 1
  fi
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
      EXIT_CODE=*) _api_func_captured_code=${_api_func_line#EXIT_CODE=} ;;
      '--- OUTPUT ---')
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

_tm_enabled() {
  _api_func_may_report "${DIAGNOSTICS-}"
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
  (_api_func_run write_errinfo "$@") || :
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
  (_api_func_run _tm_clean_log) || :
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

# The two known sources name their repositories themselves; the binary looks for any other.
_api_func_find_repo_source() {
  case ${REPO_SOURCE-} in
    '') _api_func_call detect_repo_source "$$" "${ZSH_ARGZERO-$0}" || {
      _api_func_export REPO_SOURCE @REPO_SOURCE@
      _api_func_export REPO_SLUG @REPO_SLUG@
    } ;;
    ProxmoxVE | ProxmoxVED) _api_func_export REPO_SLUG "${REPO_SLUG:-community-scripts/$REPO_SOURCE}" ;;
  esac
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
