# --- Variables: setting the script's, and splitting text.

# Evaluates $1. Fails silently if that is impossible: setting a readonly variable would end the script. `command` prevents
# that in most shells; in the others a subshell has to try first.
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

# Sets the variable $1 to $2. Here and elsewhere, a value that may be long is not kept: if the script has set -a, it is in
# the environment of every program from now on, and none can be started.
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

# Splits $_api_func_rest at the first $1 in it; the text before that is $_api_func_before. Fails if there is none. By length
# if the shell has substrings: for the shortest match, most shells try one length after the other.
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
  # In the other shells, and if bytes that are no text were counted wrongly.
  [ "$_api_func_before$1$_api_func_rest" = "$_api_func_whole" ] || _api_func_rest=${_api_func_whole#*"$1"}
  _api_func_whole=
}
