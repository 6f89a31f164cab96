# --- Printing, with what every shell has built in.

# Prints $1 without a newline. Not every ksh has printf built in, and echo differs between shells. zsh ends a script that
# cannot write (a message or a trace, too), unless a subshell tried.
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

# Prints the lines of standard input as one, with blanks between them.
_api_func_join() {
  IFS= read -r _api_func_line || :
  _api_func_put "$_api_func_line"
  while IFS= read -r _api_func_line; do
    _api_func_put " $_api_func_line"
  done
  _api_func_print ''
}

# Whether the script wants to see what happens.
_api_func_in_dev_mode() {
  case ${DEV_MODE-} in
    [Tt][Rr][Uu][Ee] | [Yy][Ee][Ss] | [Oo][Nn] | 1) return 0 ;;
  esac
  return 1
}

# Prints the message $1 on standard error. In a subshell: if standard error is closed, that would end some scripts.
_api_func_say() {
  (_api_func_print "apifunc: $1" >&2) || :
}
