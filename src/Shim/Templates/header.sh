# shellcheck shell=sh
# The shell library of apifunc @VERSION@, to be sourced in the place of api.func. Generated: do not edit.
#
#   apifunc shim --dialect @DIALECT@@OPTIONS@
#
# It defines api.func's functions. Most forward to the binary, one process per call at most. If that fails, the script goes
# on: nothing is printed, and the functions return what api.func's return. Scripts must not notice the shim, so names of its
# own begin with _api_func_, and no command fails outside of a condition (ERR traps, set -e).

# The end of a line.
_api_func_newline='
'
