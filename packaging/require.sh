#!/bin/sh
# Installs what the named sets of requirements.txt need and this machine lacks: require.sh SET...
#
# With --list the missing packages are printed and nothing is installed.
set -eu

here=$(dirname "$0")
root=$(cd "$here/.." && pwd)
log=$root/.cache/apt.log
PATH=$PATH:/usr/sbin:/sbin

# Asks for the thing itself, not for a package: other distributions have other names.
is_there() { # PROBE ARGUMENT
	case $1 in
	command) command -v "$2" >/dev/null ;;
	file) test -e "$2" ;;
	header) echo "#include <$2>" | clang -E -o /dev/null - 2>/dev/null ;;
	archive) [ "$(clang -print-file-name="$2" 2>/dev/null || echo "$2")" != "$2" ] ;;
	sanitizer) echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
		clang -x c -fsanitize="$2" -o /dev/null - 2>/dev/null ;;
	static) test -x "$2" && ! ldd "$2" >/dev/null 2>&1 ;;
	*) echo "requirements.txt: unknown probe $1" >&2 && exit 2 ;;
	esac
}

missing() { # SET...
	for set in "$@"; do
		while read -r of package probe argument; do
			[ "$of" = "$set" ] || continue
			is_there "$probe" "$argument" || echo "$package"
		done <"$here/requirements.txt"
	done | sort -u | tr '\n' ' '
}

apt() { # ARGUMENT...
	DEBIAN_FRONTEND=noninteractive apt-get "$@" >>"$log" 2>&1
}

list_only=
if [ "${1:-}" = --list ]; then
	list_only=1
	shift
fi
packages=$(missing "$@")
if [ -n "$list_only" ]; then
	echo "$packages"
	exit 0
fi
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "missing here, by Debian's names: $packages" >&2
	echo "try: install them with this system's package manager" >&2
	exit 1
fi
if [ "$(id -u)" != 0 ]; then
	echo "missing here: $packages" >&2
	echo "try: sudo apt-get install --no-install-recommends $packages" >&2
	exit 1
fi

echo "  APT     $packages"
mkdir -p "$(dirname "$log")"
: >"$log"
install="install -y --no-install-recommends $packages"
# The lists may be absent or too old to name files that still exist; only then are they fetched.
# shellcheck disable=SC2086
if ! apt $install && ! { apt update && apt $install; }; then
	tail -n 20 "$log" >&2
	echo "cannot install $packages; the whole log is in $log" >&2
	exit 1
fi
left=$(missing "$@")
if [ -n "$left" ]; then
	echo "installed, yet not usable: $left" >&2
	exit 1
fi
