# --- What sourcing does in the telemetry dialect.

# A part of api.func that is sourced later looks at these, and leaves the functions alone.
_api_func_eval '_API_EXITCODES_LOADED=1 _API_ERRORLOG_LOADED=1 _API_SYSINFO_LOADED=1 _API_TELEMETRY_LOADED=1' || :

# Whatever the user's answer is: nothing is sent by that, and scripts rely on it.
_api_func_find_repo_source
