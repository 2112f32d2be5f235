#!/bin/sh
# Shows dist/ctrack's table for $DEMO_SECONDS on something real, and leaves nothing behind.
#
# What is shown, in this order: containers of the Docker that runs here; of one started for this, on
# a socket of its own; a process in a cgroup that is shaped like a container's.
set -eu

cd "$(dirname "$0")/.."
seconds=${DEMO_SECONDS:-15}
name=ctrack-demo
image=ctrack-demo:latest
folder=$(mktemp -d)
daemon=
feeder=
cgroup=
with_docker=
cgroup_parent=

if [ "$(id -u)" != 0 ]; then
	rm -rf "$folder"
	echo "tracing needs root; try: sudo make demo" >&2
	exit 1
fi

say() { # WORDS...
	printf '\n== %s\n\n' "$*"
}

# Runs a command that ends soon; its output is not of interest.
quiet() { # COMMAND...
	"$@" >/dev/null 2>&1
}

wait_until() { # TENTHS COMMAND...
	left=$1
	shift
	until quiet "$@"; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}

is_gone() { # PID
	! kill -0 "$1"
}

end() { # PID
	quiet kill "$1" || return 0
	wait_until 150 is_gone "$1" || quiet kill -9 "$1" || :
	wait "$1" 2>/dev/null || :
}

container_ids() {
	docker ps --all --quiet --filter "label=$name" --no-trunc
}

clean_up() {
	trap '' INT TERM
	set +e
	[ -z "$feeder" ] || end "$feeder"
	if [ -n "$with_docker" ]; then
		for id in $(container_ids 2>/dev/null); do quiet docker rm --force "$id"; done
		quiet docker rmi "$image"
	fi
	[ -z "$daemon" ] || end "$daemon"
	if [ -n "$cgroup" ]; then
		wait_until 50 rmdir "$cgroup"
		[ -z "$cgroup_parent" ] || quiet rmdir "$cgroup_parent"
	fi
	awk -v below="$folder/" 'index($5, below) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
		while read -r mount; do quiet umount -l "$mount"; done
	rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Works in a container of busybox and on a host alike: programs by their full path, so that each is
# executed as one.
cat >"$folder/work.sh" <<'WORK'
#!/bin/sh
while :; do
	/bin/date -u >/dev/null
	/bin/ls -l /bin/sh >/dev/null
	/bin/grep -c root /etc/passwd >/dev/null
	/bin/sh -c 'exit 3'
	/bin/sh -c 'kill -9 $$' 2>/dev/null
	/bin/sleep 1
done
WORK
chmod 755 "$folder/work.sh"

import_image() {
	root=$folder/rootfs
	mkdir -p "$root/bin" "$root/etc"
	cp /bin/busybox "$root/bin/busybox"
	for applet in sh date ls grep sleep true; do ln -s busybox "$root/bin/$applet"; done
	echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"
	cp "$folder/work.sh" "$root/work.sh"
	tar -C "$root" -c . | docker import - "$image" >/dev/null
}

run() { # ARGUMENT...
	docker run --rm --net=none --label "$name" "$@"
}

# A long-lived container, and every three seconds one that is gone at once.
start_containers() {
	import_image
	quiet run --detach --init=false --stop-timeout 1 --name "$name-shop" "$image" /bin/sh /work.sh
	(
		trap 'exit 0' TERM
		number=0
		while :; do
			number=$((number + 1))
			quiet run --name "$name-job-$number" "$image" /bin/true || :
			sleep 3
		done
	) &
	feeder=$!
}

start_dockerd() {
	for program in dockerd containerd runc docker; do
		quiet command -v "$program" || return 1
	done
	dockerd --iptables=false --bridge=none --data-root="$folder/root" --exec-root="$folder/exec" \
		--pidfile="$folder/pid" --host="unix://$folder/sock" >"$folder/log" 2>&1 &
	daemon=$!
	DOCKER_HOST=unix://$folder/sock
	export DOCKER_HOST
	answers() { docker info || is_gone "$daemon"; }
	if wait_until 300 answers && quiet docker info; then return 0; fi
	tail -n 3 "$folder/log" >&2
	end "$daemon"
	daemon=
	unset DOCKER_HOST
	return 1
}

# The folder of a hierarchy in which cgroups can be made. Never /sys/fs/cgroup itself where it is
# only the tmpfs that holds the mounts.
cgroup_mount() {
	for mount in /sys/fs/cgroup /sys/fs/cgroup/pids /sys/fs/cgroup/unified; do
		case $(stat -f -c %T "$mount" 2>/dev/null) in
		cgroup*) echo "$mount" && return 0 ;;
		esac
	done
	return 1
}

start_in_cgroup() {
	mount=$(cgroup_mount) || return 1
	parent=$mount/docker
	[ -d "$parent" ] || cgroup_parent=$parent
	cgroup=$parent/$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')
	mkdir -p "$cgroup"
	# shellcheck disable=SC2016
	setsid sh -c 'echo $$ >"$1/cgroup.procs" && exec sh "$2"' sh "$cgroup" "$folder/work.sh" &
	feeder=$!
}

if quiet docker info; then
	say "Real input: containers of the Docker that runs here"
	with_docker=1
	start_containers
elif start_dockerd; then
	say "Real input: containers of a Docker started for this demo"
	with_docker=1
	start_containers
elif start_in_cgroup; then
	say "No Docker here: a process in a cgroup that is shaped like a container's, $cgroup"
else
	echo "there is neither Docker here nor a cgroup file system to write to" >&2
	exit 1
fi

echo "\$ dist/ctrack --format table --timeout ${seconds}s"
dist/ctrack --format table --timeout "${seconds}s"
