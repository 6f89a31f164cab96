# --- What sourcing does in the classic dialect: an execution begins.
_api_func_set POST_UPDATE_DONE false
