#!/bin/sh
# Puts deno $DENO_VERSION at a path: get_deno.sh DESTINATION
#
# In this order: what is there already, the official release, the npm package. A deno of that version
# on PATH is linked.
. "$(dirname "$0")/fetch.sh"
destination=$1

# Also tells whether the program runs here at all.
is_pinned() { # PROGRAM
	[ "$("$1" --version 2>/dev/null | sed -n 's/^deno \([^ ]*\).*/\1/p')" = "$DENO_VERSION" ]
}

is_pinned "$destination" && exit 0
rm -f "$destination"

installed=$(command -v deno || true)
if [ -n "$installed" ] && is_pinned "$installed"; then
	say "deno $DENO_VERSION: $installed"
	mkdir -p "$(dirname "$destination")"
	ln -s "$installed" "$destination"
	exit 0
fi

say "deno $DENO_VERSION: official release"
if fetch_release deno "$destination" && is_pinned "$destination"; then exit 0; fi

package=@deno/linux-$npm_machine-glibc@$DENO_VERSION
say "deno $DENO_VERSION: out of reach, so the npm package $package"
fetch_package "$package"
mv "$scratch/package/deno" "$scratch/program"
place "$destination"
is_pinned "$destination" || {
	echo "$package does not run here, or is not deno $DENO_VERSION" >&2
	rm -f "$destination"
	exit 1
}
