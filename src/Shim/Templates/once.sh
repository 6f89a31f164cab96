# Once: sourcing again changes nothing, since the script may have replaced functions in the meantime. (A variable alone may
# come from the environment.) No `return`: if the text is evaluated, that is an error, or the end of the script.
if [ "${_api_func_loaded-}" != "$$" ] || ! _api_func_is_loaded 2>&-; then
  _api_func_loaded=$$
  _api_func_is_loaded() { :; }
  _api_func_out=
  _api_func_updating=

  @SECTIONS@
fi
