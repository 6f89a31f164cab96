# --- The repository that the script comes from.

detect_repo_source() {
  _api_func_find_repo_source
}

# A known source has a known slug. Otherwise the shell looks at what it knows; if that names none, the binary looks at the
# whole command line and at the script.
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
      # Both at once, unless one is readonly: some shells need a process for each try.
      # shellcheck disable=SC2016
      _api_func_eval 'export REPO_SOURCE="$_api_func_source" REPO_SLUG="$_api_func_slug"' || {
        _api_func_export REPO_SOURCE "$_api_func_source"
        _api_func_export REPO_SLUG "$_api_func_slug"
      }
      ;;
    @KNOWN_SOURCES@) _api_func_export REPO_SLUG "${REPO_SLUG:-community-scripts/$REPO_SOURCE}" ;;
  esac
}

# Finds it in what bash was told to run by its option -c. (The variable alone may come from the environment.)
_api_func_find_slug_in_command() {
  # shellcheck disable=SC3028
  case ${BASH_VERSION:+$-} in
    *c*) _api_func_find_slug "${BASH_EXECUTION_STRING-}" || return 1 ;;
    *) return 1 ;;
  esac
}

# Finds the first repository that a URL in the text $1 names: $_api_func_slug. URLs of the first site come before those of
# the second. Fails if there is none, and if the text is longer than any URL and this shell is slow with it: the binary is not.
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
