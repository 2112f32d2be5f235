#!/bin/sh
# Makes each target and adds up the tests: test.sh MAKE TARGET...
#
# The last line is "N passed, N failed". A target that fails outside its tests counts as one failure; the
# others are made all the same, as far as they can be.
set -u
make=$1
shift
folder=$(cd "$(dirname "$0")/.." && pwd)/.cache/tests
rm -rf "$folder"

sum() { # COLUMN
	cat "$folder"/*.count 2>/dev/null | awk -v column="$1" '{ sum += $column } END { print sum + 0 }'
}

failures() {
	sum 2
}

broken=0
for target in "$@"; do
	echo "== make $target"
	before=$(failures)
	"$make" --no-print-directory --keep-going "$target" && continue
	[ "$(failures)" -gt "$before" ] || broken=$((broken + 1))
done

passed=$(sum 1)
failed=$(($(failures) + broken))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
