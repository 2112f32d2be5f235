#!/bin/sh
# Runs deno test and notes what it counted: run_tests.sh NAME SECONDS ARGUMENT...
#
# A test that hangs must not take the whole run with it: after SECONDS it is ended, and has failed.
# The counts go to .cache/tests/NAME.count, "PASSED FAILED", for test.sh to add up.
set -eu
name=$1
limit=$2
shift 2

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$root/.cache/tests
log=$folder/$name.log
mkdir -p "$folder"
rm -f "$folder/$name.count"
cd "$root"

# Whoever runs a long soak looks what it says meanwhile.
quiet=--quiet
[ -z "${SOAK_MINUTES:-}" ] || quiet=

# A pipe has the exit code of its last part, so the one of deno travels in a file. Types are what `make check` is for.
{
	code=0
	NO_COLOR=1 timeout --foreground --kill-after=30 "$limit" \
		.cache/bin/deno test --allow-all --no-check --no-prompt --frozen $quiet "$@" 2>&1 || code=$?
	echo "$code" >"$log.code"
} | tee "$log"
code=$(cat "$log.code")
rm -f "$log.code"

# "ok | 12 passed (3 steps) | 1 failed | 2 ignored (45ms)", once, at the end.
summary=$(grep -aE '^(ok|FAILED) \| [0-9]+ passed' "$log" | tail -n 1)
passed=$(echo "$summary" | sed -nE 's/^[^|]*\| ([0-9]+) passed.*/\1/p')
failed=$(echo "$summary" | sed -nE 's/.*\| ([0-9]+) failed.*/\1/p')
: "${passed:=0}" "${failed:=0}"
if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
	echo "$name: stopped after $limit s" >&2
fi
# A run that broke, by an error outside any test, has failed whatever it counted.
if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$code" -eq 0 ] && [ -z "$summary" ]; then
	echo "$name: deno test printed no summary" >&2
	failed=1
fi
echo "$passed $failed" >"$folder/$name.count"
[ "$failed" -eq 0 ]
