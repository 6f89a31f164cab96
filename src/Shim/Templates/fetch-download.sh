# Fetching: nothing of the script's shell steers it.

# Runs the program $1 with the other arguments, from an absolute entry of PATH, or from BusyBox.
_api_func_do() {
  _api_func_find "$1"
  if [ -n "$_api_func_found" ]; then
    shift
  else
    _api_func_find busybox
    [ -n "$_api_func_found" ] || return 127
  fi
  "$_api_func_found" "$@"
}

# The same with the program $2, for at most $1 seconds.
_api_func_do_within() {
  _api_func_seconds=$1
  shift
  _api_func_find "$1"
  if [ -n "$_api_func_found" ]; then
    shift
  else
    _api_func_find busybox
  fi
  set -- "$_api_func_seconds" "$_api_func_found" "$@"
  # Otherwise it makes a process group of its own, which Ctrl-C does not reach.
  case $(_api_func_do timeout --version 2>&1) in
    *coreutils*) set -- --foreground "$@" ;;
  esac
  _api_func_do timeout "$@"
}

# A signal leaves nothing behind that would be in the way of the next. bash ends by an INT without a trap only if its child did.
_api_func_give_up() {
  trap '' HUP INT TERM
  if [ -n "$_api_func_has_lock" ]; then
    _api_func_do rm -rf "$_api_func_cache"/apifunc.new* "$_api_func_cache/apifunc.lock"
  fi
  if [ "$1" = INT ]; then
    trap - INT
    # shellcheck disable=SC2016
    _api_func_do sh -c 'kill -s INT "$PPID"'
  fi
  # Of any other code ksh93 says that a signal ended it.
  exit 0
}

# Whether no configuration may refuse consent. Only the binary can read it, so any mention of that counts.
_api_func_is_unconfigured() {
  [ -e '@CONFIGURATION_FILE@' ] || [ -L '@CONFIGURATION_FILE@' ] || return 0
  _api_func_more=
  if [ -f '@CONFIGURATION_FILE@' ] && [ -r '@CONFIGURATION_FILE@' ]; then
    _api_func_more=true
    while [ -n "$_api_func_more" ]; do
      IFS= read -r _api_func_line || _api_func_more=
      case $_api_func_line in
        *[Dd][Ii][Aa][Gg][Nn][Oo][Ss][Tt][Ii][Cc][Ss]* | *[Dd][Oo]_[Nn][Oo][Tt]_[Tt][Rr][Aa][Cc][Kk]*) break ;;
      esac
    done <'@CONFIGURATION_FILE@'
    [ -n "$_api_func_more" ] || return 0
  fi
  _api_func_put '@CONFIGURATION_FILE@ cannot be read, or may refuse consent'
  return 1
}

# Chooses what this machine needs: $_api_func_url, with its size, one byte more, and its sum.
_api_func_choose() {
  _api_func_machine=$(_api_func_do uname -sm)
  case $_api_func_machine in
    @FILES@
    *)
      _api_func_put "there is none for '$_api_func_machine'"
      return 1
      ;;
  esac
}

# Follows the path of the cache name by name, and makes what is missing: $_api_func_cache is where it leads, and
# $_api_func_place was the path. Each directory and each link on the way belongs to root or the caller, and nobody else can
# put something in its place; as for the state directory.
_api_func_reach() {
  _api_func_place=$_api_func_cache
  _api_func_cache=
  _api_func_rest=$_api_func_place/
  _api_func_links=
  _api_func_user=$(_api_func_do id -u)
  case $_api_func_place in
    *"$_api_func_newline"* | [!/]*)
      _api_func_put "the cache is no absolute path: $_api_func_place"
      return 1
      ;;
  esac
  _api_func_is_safe / || return 1
  while [ -n "$_api_func_rest" ]; do
    _api_func_name=${_api_func_rest%%/*}
    _api_func_rest=${_api_func_rest#*/}
    case $_api_func_name in
      '' | .) continue ;;
      ..)
        _api_func_cache=${_api_func_cache%/*}
        continue
        ;;
    esac
    _api_func_name=$_api_func_cache/$_api_func_name
    if [ ! -e "$_api_func_name" ] && [ ! -L "$_api_func_name" ]; then
      case $_api_func_rest in
        *[!/]*) _api_func_do mkdir -m 755 "$_api_func_name" ;;
        *) _api_func_do mkdir -m 700 "$_api_func_name" ;;
      esac || :
    fi
    _api_func_is_safe "$_api_func_name" || return 1
    if [ -L "$_api_func_name" ]; then
      _api_func_links=$_api_func_links.
      _api_func_target=$(_api_func_do readlink "$_api_func_name")
      if [ -z "$_api_func_target" ] || [ "${#_api_func_links}" -gt 20 ]; then
        _api_func_put "$_api_func_name cannot be followed"
        return 1
      fi
      case $_api_func_target in
        /*) _api_func_cache= ;;
      esac
      _api_func_rest=$_api_func_target/$_api_func_rest
    else
      _api_func_cache=$_api_func_name
    fi
  done
  case $(_api_func_do ls -ldn "$_api_func_cache/.") in
    d????[!w]??[!w]*) ;;
    *)
      _api_func_put "others may write to $_api_func_cache"
      return 1
      ;;
  esac
}

# Whether the directory or link $1 belongs to root or the caller, and others may not write to it, or may not touch there what
# is not theirs.
_api_func_is_safe() {
  # shellcheck disable=SC2046
  set -- "$1" $(_api_func_do ls -ldn "$1")
  case ${4-} in
    0 | "$_api_func_user") ;;
    '')
      _api_func_put "$1 cannot be made"
      return 1
      ;;
    *)
      _api_func_put "$1 belongs to somebody else"
      return 1
      ;;
  esac
  case $2 in
    l* | d???????[!w]* | d????????[tT]*) ;;
    d*)
      _api_func_put "everybody may write to $1"
      return 1
      ;;
    *)
      _api_func_put "$1 is no directory"
      return 1
      ;;
  esac
}

# Chooses what fetches: curl, wget (GNU's) or busybox. That there is none is no failed try: one may be installed at any time.
_api_func_choose_program() {
  _api_func_program=curl
  _api_func_find curl
  [ -z "$_api_func_found" ] || return 0
  case $(_api_func_do wget --version 2>&1) in
    'GNU Wget'*) _api_func_program=wget ;;
    *'applet not found'*) _api_func_program= ;;
    *wget*) _api_func_program=busybox ;;
    *) _api_func_program= ;;
  esac
  [ -z "$_api_func_program" ] || return 0
  _api_func_put 'there is neither curl nor wget'
  return 1
}

# Whether the last try was not within an hour. A clock that was set back does not count.
_api_func_may_try() {
  _api_func_read_first "$_api_func_cache/$_api_func_sum/failed"
  _api_func_age "$_api_func_line"
  case $_api_func_age in
    '' | -* | ?????*) return 0 ;;
  esac
  [ "$_api_func_age" -lt 3600 ] || return 0
  _api_func_put "it failed $((_api_func_age / 60)) min ago, and is tried again an hour after that"
  return 1
}

# How many seconds have passed since the mark $1, a process ID and a time: $_api_func_age; empty if it is no mark.
_api_func_age() {
  _api_func_now=$(_api_func_do date +%s)
  case ${1#* } in
    '' | *[!0-9]*) _api_func_age= ;;
    *) _api_func_age=$((_api_func_now - ${1#* })) ;;
  esac
}

# Takes the lock, and waits while another process fetches, which takes 20 s and a bit. The lock of one that has gone is taken
# over by who can make the directory in it; who has a lock finds its mark there at any time, and whole.
_api_func_lock() {
  _api_func_self=
  { IFS=' ' read -r _api_func_self _api_func_line </proc/self/stat || :; }
  _api_func_begun="${_api_func_self:-$$} $(_api_func_do date +%s)"
  _api_func_tries=
  until _api_func_do mkdir "$_api_func_cache/apifunc.lock"; do
    if [ -d "$_api_func_cache/apifunc.lock" ]; then
      _api_func_read_first "$_api_func_cache/apifunc.lock/since"
      _api_func_was=$_api_func_line
      _api_func_age "$_api_func_was"
      if [ -n "$_api_func_age" ]; then
        if ! _api_func_is_running "${_api_func_was% *}" || [ "$_api_func_age" -gt 60 ] || [ "$_api_func_age" -lt -60 ]; then
          if _api_func_do mkdir "$_api_func_cache/apifunc.lock/over"; then
            _api_func_read_first "$_api_func_cache/apifunc.lock/since"
            [ "$_api_func_line" != "$_api_func_was" ] || break
            _api_func_do rmdir "$_api_func_cache/apifunc.lock/over"
          fi
        fi
      fi
      _api_func_do sleep 0.2 || _api_func_do sleep 1
      _api_func_tries=$_api_func_tries.
    else
      # It was given back meanwhile, or cannot be made.
      _api_func_tries=$_api_func_tries..............................
    fi
    _api_func_age "$_api_func_begun"
    if [ "${#_api_func_tries}" -gt 150 ] || [ "$_api_func_age" -gt 30 ]; then
      # One whose process was killed before it left a mark, or while it took it over, would stay.
      _api_func_do rmdir "$_api_func_cache/apifunc.lock/over"
      _api_func_do rmdir "$_api_func_cache/apifunc.lock"
      _api_func_put "$_api_func_cache cannot be written to, or is in use"
      return 1
    fi
  done
  _api_func_has_lock=true
  _api_func_put "$_api_func_begun" >"$_api_func_cache/apifunc.lock/new"
  _api_func_read_first "$_api_func_cache/apifunc.lock/new"
  if [ "$_api_func_line" != "$_api_func_begun" ] ||
    ! _api_func_do mv -f "$_api_func_cache/apifunc.lock/new" "$_api_func_cache/apifunc.lock/since"; then
    _api_func_put "$_api_func_cache cannot be written to"
    _api_func_do rm -rf "$_api_func_cache/apifunc.lock"
    return 1
  fi
  _api_func_do rmdir "$_api_func_cache/apifunc.lock/over" || :
}

# Fetches the binary, unless another process has done so, or has failed to. What fails turns the mark of the lock into that of
# the failure, for which a full disk has room, too.
_api_func_bring_locked() {
  _api_func_home=$_api_func_cache/$_api_func_sum
  _api_func_new=$_api_func_cache/apifunc.new
  _api_func_do rm -rf "$_api_func_cache"/apifunc.new*
  # shellcheck disable=SC3067
  if [ ! -O "$_api_func_home" ] || [ -L "$_api_func_home" ]; then
    _api_func_do rm -rf "$_api_func_home"
    _api_func_do mkdir "$_api_func_home" "$_api_func_home/users"
  fi
  if [ ! -s "$_api_func_home/apifunc" ]; then
    _api_func_may_try || return 1
    if ! _api_func_download <"$_api_func_cache/apifunc.lock/since" 2>"$_api_func_new.log" || ! _api_func_unpack; then
      _api_func_do mv -f "$_api_func_cache/apifunc.lock/since" "$_api_func_home/failed"
      _api_func_do rm -rf "$_api_func_cache"/apifunc.new*
      return 1
    fi
  fi
  # Shells that have no lock read both: they are put there whole.
  [ ! -f "$_api_func_new" ] || _api_func_do mv -f "$_api_func_new" "$_api_func_home/apifunc"
  _api_func_read_first "$_api_func_home/place"
  if [ "$_api_func_line" != "$_api_func_place" ]; then
    _api_func_put "$_api_func_place" >"$_api_func_new.place"
    _api_func_do mv -f "$_api_func_new.place" "$_api_func_home/place"
  fi
  _api_func_do rm -rf "$_api_func_cache"/apifunc.new* "$_api_func_home/failed"
  [ -e "$_api_func_home/removed" ] || _api_func_remove_others
}

# Fetches the file into $_api_func_new.gz: at most one byte more than it should have, in 20 s. Whether all of it came, and no
# more, is looked at later: only with pipefail would it be known here. Later curls cut a file off at the limit they are given,
# so a limit without that byte would hide that it is longer.
_api_func_download() {
  case $_api_func_program in
    curl)
      _api_func_do curl -q --silent --show-error --fail --globoff --location --max-redirs 5 --proto '@PROTOCOLS@' \
        --proto-redir '@PROTOCOLS@' --max-time 20 --max-filesize "$_api_func_limit" "$_api_func_url" | _api_func_receive || :
      ;;
    wget) _api_func_wget "$_api_func_url" ;;
    # BusyBox follows redirects to anywhere, and may not look at certificates: the sum has to do.
    *) _api_func_do_within 20 wget -q -O - "$_api_func_url" | _api_func_receive || : ;;
  esac
}

_api_func_receive() {
  _api_func_do head -c "$_api_func_limit" >"$_api_func_new.gz"
}

# Fetches the URL $1 with GNU wget. It cannot be told to follow redirects to https alone, so each is followed here.
_api_func_wget() {
  _api_func_target=$1
  for _api_func_tries in 1 2 3 4 5 6; do
    _api_func_age "$_api_func_begun"
    case $_api_func_target in
      @SCHEMES@) ;;
      *) _api_func_age= ;;
    esac
    [ "${_api_func_age:-20}" -lt 20 ] || break
    {
      _api_func_do_within "$((20 - _api_func_age))" wget --no-config --no-hsts --quiet --server-response --max-redirect=0 \
        --tries=1 --timeout=20 -O - "$_api_func_target" 2>&3 3>&- | _api_func_receive 3>&-
    } 3>&1 | _api_func_do head -c 65536 >"$_api_func_new.log"
    _api_func_location=
    while read -r _api_func_name _api_func_line; do
      case $_api_func_name in
        [Ll][Oo][Cc][Aa][Tt][Ii][Oo][Nn]:) _api_func_location=$_api_func_line ;;
      esac
    done <"$_api_func_new.log"
    [ -n "$_api_func_location" ] && [ ! -s "$_api_func_new.gz" ] || return 0
    case $_api_func_location in
      /*)
        _api_func_name=${_api_func_target#*://}
        _api_func_target=${_api_func_target%%://*}://${_api_func_name%%/*}$_api_func_location
        ;;
      *) _api_func_target=$_api_func_location ;;
    esac
  done
  _api_func_put "$_api_func_url is redirected to where it is not followed, or too slow"
  return 1
}

# Checks the file before it is unpacked, and that the binary runs here, into $_api_func_new.
_api_func_unpack() {
  # shellcheck disable=SC2046
  set -- $(_api_func_do wc -c <"$_api_func_new.gz")
  if [ "${1-}" != "$_api_func_size" ]; then
    _api_func_read_first "$_api_func_new.log"
    case $_api_func_line in
      *[![:print:]]*) _api_func_line= ;;
    esac
    _api_func_put "$_api_func_url: ${1:-0} bytes came in place of $_api_func_size${_api_func_line:+ ($_api_func_line)}"
    return 1
  fi
  # shellcheck disable=SC2046
  set -- $(_api_func_do sha256sum <"$_api_func_new.gz" || _api_func_do openssl dgst -sha256 -r <"$_api_func_new.gz")
  if [ "${1-}" != "$_api_func_sum" ]; then
    _api_func_put "$_api_func_url: the SHA-256 of what came is another one"
    return 1
  fi
  if ! _api_func_do gzip -dc <"$_api_func_new.gz" >"$_api_func_new" || ! _api_func_do chmod 755 "$_api_func_new"; then
    _api_func_put "the binary cannot be unpacked in $_api_func_cache"
    return 1
  fi
  # Without an output of its own, it would have that of the script's function.
  if ! _api_func_line=$("$_api_func_new" --version); then
    _api_func_put "the binary does not run in $_api_func_cache"
    return 1
  fi
}

# Removes the binaries of other releases that nobody uses. One that a shell registers for meanwhile is put back.
_api_func_remove_others() {
  for _api_func_name in "$_api_func_cache"/*/apifunc; do
    [ "$_api_func_name" != "$_api_func_home/apifunc" ] || continue
    [ -f "$_api_func_name" ] || continue
    [ -f "${_api_func_name%/*}/place" ] || continue
    ! _api_func_is_used "$_api_func_name" "${_api_func_name%/*}" || continue
    _api_func_do mv -f "$_api_func_name" "$_api_func_new"
    if _api_func_is_used "$_api_func_new" "${_api_func_name%/*}"; then
      _api_func_do mv -f "$_api_func_new" "$_api_func_name"
    else
      _api_func_do rm -rf "$_api_func_new" "${_api_func_name%/*}/users"/*
      _api_func_put '' >"${_api_func_name%/*}/removed"
    fi
  done
}

# Whether the binary $1 runs, or a shell that has registered in the directory $2.
_api_func_is_used() {
  for _api_func_file in "$2/users"/*; do
    _api_func_read_first "$_api_func_file"
    [ -z "$_api_func_line" ] || ! _api_func_is_running "$_api_func_line" || return 0
  done
  for _api_func_file in /proc/[0-9]*/exe; do
    # shellcheck disable=SC3013
    [ ! "$_api_func_file" -ef "$1" ] || return 0
  done
  return 1
}

_api_func_fork
set +aeux
# shellcheck disable=SC3044
if [ -n "${ZSH_VERSION-}" ]; then
  emulate sh
elif [ -n "${BASH_VERSION-}" ]; then
  shopt -u failglob nocasematch
  unset GLOBIGNORE
fi
set +fC
case ${BASH_VERSION:+bash}${KSH_VERSION-}${ZSH_VERSION:+zsh} in
  bash | zsh | *' 93'*) eval 'trap - DEBUG ERR' ;;
  *KSH*) eval 'trap - ERR' ;;
esac
unset IFS GZIP SSLKEYLOGFILE
LC_ALL=C
# wget would take passwords from there.
HOME=/nonexistent
export HOME LC_ALL
umask 077
if [ -c /dev/null ]; then
  exec 2>/dev/null
else
  exec 2>&-
fi
_api_func_has_lock=
trap '_api_func_give_up HUP' HUP
trap '_api_func_give_up INT' INT
trap '_api_func_give_up TERM' TERM
if _api_func_is_unconfigured && _api_func_choose && _api_func_reach && _api_func_may_try &&
  _api_func_choose_program && _api_func_lock; then
  _api_func_bring_locked || :
  _api_func_do rm -rf "$_api_func_cache/apifunc.lock"
fi
