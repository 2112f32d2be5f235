#!/bin/sh
# Copies the shared libraries that the shim needs to stand beside it: copy_libraries.sh SHIM NAME...
#
# Where they lie is the dynamic linker's business, so it is asked. Those of libc are on every host.
set -eu
shim=$1
folder=$(dirname "$shim")
shift

needed=$(ldd "$shim")
for name in "$@"; do
	path=$(echo "$needed" | awk -v name="$name" '$1 == name { print $3 }')
	[ -n "$path" ] || { echo "$shim does not need $name" >&2 && exit 1; }
	cp -L "$path" "$folder/$name.part"
	chmod 644 "$folder/$name.part"
	mv -f "$folder/$name.part" "$folder/$name"
done

# libelf of later distributions may use more libraries than we carry.
others=$(echo "$needed" | awk '$2 == "=>" { print $1 }' | grep -vE '^(libc|libm|libpthread)\.so\.')
for name in $others; do
	case " $* " in
	*" $name "*) ;;
	*) echo "warning: hosts that run dist/ctrack must have $name" >&2 ;;
	esac
done
