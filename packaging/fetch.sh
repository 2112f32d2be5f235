# shellcheck shell=sh
# Sourced by get_deno.sh and get_denort.sh: two ways to fetch a program. Both write to a path whole
# or not at all.
set -eu

here=$(dirname "$0")
root=$(cd "$here/.." && pwd)
mkdir -p "$root/.cache"
scratch=$(mktemp -d "$root/.cache/fetch.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

case $(uname -m) in
x86_64) machine=x86_64 npm_machine=x64 ;;
aarch64) machine=aarch64 npm_machine=arm64 ;;
*) echo "no deno for $(uname -m): x86_64 and aarch64 are supported" >&2 && exit 1 ;;
esac

say() { # WORDS...
	printf '  FETCH   %s\n' "$*"
}

# An official release: a zip that holds one program, which is what gzip can unpack.
fetch_release() { # TOOL DESTINATION
	curl --fail --silent --location --connect-timeout 5 --speed-limit 1000 --speed-time 20 \
		--output "$scratch/release.zip" "$DENO_RELEASES/$1-$machine-unknown-linux-gnu.zip" ||
		return 1
	gzip -dc <"$scratch/release.zip" >"$scratch/program" || return 1
	place "$2"
}

# Unpacks an npm package into $scratch/package. No install: nothing of it may lie where deno would
# take it for a part of this project.
fetch_package() { # NAME@VERSION
	"$here/require.sh" npm
	rm -rf "$scratch/package"
	(
		cd "$scratch"
		npm_config_cache=$scratch/npm npm_config_update_notifier=false \
			npm pack --silent --ignore-scripts "$1" >pack.log
		tar -xzf ./*.tgz
		rm -f ./*.tgz
	)
}

# Moves $scratch/program to its place, once it is complete.
place() { # DESTINATION
	chmod 755 "$scratch/program"
	mkdir -p "$(dirname "$1")"
	mv -f "$scratch/program" "$1"
}
